-- edits.lua - the random edits of a site: each changes it in place and says what it did.
--
-- What an edit does beside the site's files it leaves in the site, for one step: `again` (all files are
-- saved), `stamped` (files keep their time), `shell` (commands before the build; %PROGRAM% is the program).
local site = require "site"

local edits = {}

local COMMIT = [[git add -A
GIT_COMMITTER_DATE='2025-01-%DAY%T10:00:00Z' GIT_AUTHOR_DATE='2025-01-%DAY%T10:00:00Z' \
git -c user.name=essai -c user.email=essai@obs.example -c gc.auto=0 commit -qam 'essai' --allow-empty]]

local function sorted_keys(map)
  local keys = {}
  for key in pairs(map) do keys[#keys + 1] = key end
  table.sort(keys)
  return keys
end

local function any(list) return list[math.random(#list)] end
local function maybe(value) return math.random(2) == 1 and value or nil end
local WORDS = { "rouge", "bleu", "vert", "ancre", "port", "digue", "coopérative", "mutuelle", "« guillemets »", "l'eau : oui ?" }

local function any_page(s) local path = any(sorted_keys(s.pages)) return s.pages[path], path end
local function any_table(s) return s.tables[any(sorted_keys(s.tables))] end
local function pages_but_indexes(s)
  local list = {}
  for _, path in ipairs(sorted_keys(s.pages)) do
    if not path:find "index%.md$" then list[#list + 1] = path end
  end
  return list
end

-- Moves a page, and most of the time the links that lead to it.
local function move(s, from, to)
  if s.pages[to] then return end
  s.pages[to], s.pages[from] = s.pages[from], nil
  local name, new = from:match "[^/]+$", "@/" .. to
  if math.random(10) > 3 then
    for _, page in pairs(s.pages) do
      for i, part in ipairs(page.body) do
        page.body[i] = part:gsub("%([^()%s]*" .. name:gsub("[%.%-]", "%%%0") .. "([^()]*)%)", function(rest) return "(" .. new .. rest .. ")" end)
      end
    end
  end
  return "move " .. from .. " to " .. to
end

local function link_to(path) return "[vers](@/" .. path .. ")" end

local BODY = {
  function() return "Encore " .. any(WORDS) .. "." end,
  function() return "## " .. any(WORDS) end,
  function() return "# Un titre de trop" end,
  function() return "Note[^1].\n\n[^1]: " .. any(WORDS) end,
  function() return "[@/s1/p1.md](@/s1/p1.md#deux)" end,
  function(s) return "[](" .. "@/" .. any(sorted_keys(s.pages)) .. ")" end,
  function() return ":valeur[part]" end,
  function(s) return link_to(any(sorted_keys(s.pages))) end,
  function() return ":valeur[part]{territoire=" .. any { "a", "b" } .. "} en tout." end,
  function() return "::graphique{id=barres}" end,
  function() return "::tableau{table=emploi}" end,
  function() return "![Une image](@/image.png)" end,
  function() return "[fil](/atom.xml) et [plan](/sitemap.xml)" end,
  function() return "[fiche](/fiches/" .. any { "Ain", "Bresse", "1", "x" } .. "/)" end,
  function() return "[csv](@/donnees/libre.csv) [json](/donnees/emploi.json)" end,
  function() return "[ici](https://obs.example/s2/)" end,
}

local FRONT = {
  title = function() return '"Titre ' .. any(WORDS) .. '"' end,
  short_title = function() return maybe('"Court ' .. any(WORDS) .. '"') end,
  description = function() return maybe('"Une ' .. any(WORDS) .. '"') end,
  summary = function() return maybe('"Résumé ' .. any(WORDS) .. '"') end,
  date = function() return maybe(("20%02d-0%d-1%d"):format(math.random(20, 25), math.random(9), math.random(9))) end,
  updated = function() return maybe("2025-0" .. math.random(9) .. "-01") end,
  publish_date = function() return maybe("2025-0" .. math.random(9) .. "-01") end,
  expiry_date = function() return maybe("2026-0" .. math.random(9) .. "-01") end,
  weight = function() return maybe(math.random(9)) end,
  draft = function() return maybe(true) end,
  noindex = function() return maybe(true) end,
  toc = function() return maybe(false) end,
  build = function() return maybe "unlisted" end,
  lang = function() return maybe "en" end,
  type = function() return maybe "etude" end,
  template = function() return maybe "autre.html" end,
  porteur = function() return maybe(any(WORDS):gsub("[:«»]", "")) end,
  themes = function() return maybe { any { "rouge", "bleu", "vert" } } end,
  keywords = function() return maybe { any { "port", "digue" } } end,
  territories = function() return maybe { any { "a", "b" } } end,
  sources = function() return maybe "[{ title: Source, url: https://x.example/ }]" end,
  outputs = function() return maybe { any { "html", "html, json" } } end,
  params = function() return maybe("{ x: " .. math.random(9) .. " }") end,
  aliases = function() return maybe { "/" .. any { "ancien", "jadis", "s1/vieux" } .. "/" } end,
  slug = function() return maybe(any { "limace", "escargot" }) end,
}
local SECTION_FRONT = {
  cascade = function() return maybe(any { "{ porteur: Cascade }", "{ noindex: true }", "{ type: etude }" }) end,
  sort_by = function() return maybe(any { "title", "weight", "date", "path" }) end,
  paginate_by = function() return maybe(math.random(0, 3)) end,
  page_template = function() return maybe "autre.html" end,
}

local SETTINGS = {
  title = function() return "Obs " .. any(WORDS) end,
  description = function() return maybe("Site " .. any(WORDS)) end,
  author = function() return maybe(any(WORDS)) end,
  license = function() return maybe "CC BY" end,
  edit_url = function() return maybe("https://edit.example/" .. math.random(3)) end,
  ton = function() return maybe(any(WORDS)) end,
  publisher = function() return maybe(any(WORDS)) end,
  type_title = function() return "Étude " .. math.random(3) end,
  type_template = function() return maybe(true) end,
  taxonomy_title = function() return "Thèmes " .. math.random(3) end,
  taxonomy_feed = function() return math.random(2) == 1 end,
  by = function() return math.random(0, 3) end,
  page_path = function() return any { "page", "suite" } end,
  sort = function() return any { "date", "weight", "title", "path", "updated" } end,
  typography = function() return math.random(2) == 1 end,
  feed_limit = function() return math.random(0, 3) end,
  feed_sections = function() return math.random(2) == 1 end,
  sitemap = function() return any { 5, 100 } end,
  search = function() return math.random(2) == 1 end,
  search_limit = function() return any { 300, 100000 } end,
  json = function() return math.random(2) == 1 end,
  language = function() return any { "fr", "en" } end,
  base_url = function() return any { "https://obs.example", "https://obs.example/sous", "http://autre.example" } end,
}

local function set(map, key, make)
  local value = make()
  map[key] = value
  return key .. " = " .. (type(value) == "table" and table.concat(value, ",") or tostring(value))
end

local function cell(t)
  local row, column = any(t.rows), math.random(#t.columns)
  if #t.rows == 0 then return end
  local name = t.columns[column]
  if name == "code" then return end
  row[column] = name == "nom" and any { "Ain", "Bresse", "Caux", "Dombes", "x", "y" } .. any { "", "", "2" }
    or any { "1", "2", "15", "40.25", "...", "s", "7" }
  return name .. " = " .. row[column]
end

-- name -> weight, function(site) -> what was done; nothing when it does not apply.
local EDITS = {
  nothing = { 4, function(s)
    s.again = true
    return "saves everything again"
  end },
  text = { 6, function(s)
    local page, path = any_page(s)
    page.body[math.random(#page.body + 1)] = any(BODY)(s)
    return path
  end },
  cut = { 3, function(s)
    local page, path = any_page(s)
    if #page.body > 1 then table.remove(page.body, math.random(#page.body)) return path end
  end },
  front = { 12, function(s)
    local page, path = any_page(s)
    local keys = path:find "_index%.md$" and math.random(2) == 1 and SECTION_FRONT or FRONT
    local key = any(sorted_keys(keys))
    return path .. " " .. set(page.front, key, keys[key])
  end },
  comment = { 1, function(s)
    local page, path = any_page(s)
    page.comment = maybe "un commentaire"
    return path
  end },
  add = { 3, function(s)
    local path = any { "s1/", "s2/", "s2/s3/", "", "s4/", "fiches/" } .. any { "n1", "n2", "n3", "Ain" } .. ".md"
    if s.pages[path] then return end
    s.pages[path] = { front = { title = '"Nouvelle ' .. math.random(9) .. '"', date = "2025-01-01" }, body = { any(BODY)(s) } }
    return path
  end },
  delete = { 2, function(s)
    local path = any(sorted_keys(s.pages))
    s.pages[path] = nil
    return path
  end },
  move = { 3, function(s)
    local path = any(pages_but_indexes(s))
    return path and move(s, path, any { "s1/", "s2/", "s2/s3/", "" } .. path:match "[^/]+$")
  end },
  rename = { 2, function(s)
    local path = any(pages_but_indexes(s))
    return path and move(s, path, path:gsub("[^/]+$", any { "p1", "p2", "r1", "r2" } .. ".md"))
  end },
  bundle = { 2, function(s)
    local path = any(pages_but_indexes(s))
    return path and move(s, path, (path:gsub("%.md$", "/index.md")))
  end },
  cell = { 8, function(s) return cell(any_table(s)) end },
  row = { 3, function(s)
    local t = any_table(s)
    local row = {}
    for i, column in ipairs(t.columns) do
      row[i] = column == "code" and any { "a", "b", "c", "d", "e" } or column == "nom" and any { "Eure", "w", "v" } or "5"
    end
    table.insert(t.rows, math.random(#t.rows + 1), row)
    return table.concat(row, ",")
  end },
  unrow = { 2, function(s)
    local t = any_table(s)
    if #t.rows > 1 then return table.concat(table.remove(t.rows, math.random(#t.rows)), ",") end
  end },
  order = { 2, function(s)
    local t = any_table(s)
    table.insert(t.rows, 1, table.remove(t.rows))
    return "last row first in " .. t.path
  end },
  column = { 2, function(s)
    local t = any_table(s)
    if t.columns[#t.columns] == "m" then
      for _, row in ipairs(t.rows) do row[#t.columns] = nil end
      t.columns[#t.columns] = nil
    else
      t.columns[#t.columns + 1] = "m"
      for _, row in ipairs(t.rows) do row[#t.columns] = "1" end
    end
    return table.concat(t.columns, ",")
  end },
  described = { 3, function(s)
    local t = any_table(s)
    local what = math.random(5)
    if what == 1 then t.title = "Table " .. any(WORDS)
    elseif what == 2 then t.titles.n = maybe("N " .. any(WORDS))
    elseif what == 3 then t.producer = maybe(any(WORDS))
    elseif what == 4 then t.unit = maybe(any { "postes", "euros" })
    else t.published = math.random(3) == 1 and false or nil end
    return t.path .. " " .. what
  end },
  unkeyed = { 1, function(s)
    s.tables.emploi.key = maybe "code"
    return tostring(s.tables.emploi.key)
  end },
  table_moved = { 1, function(s)
    s.tables.libre.path = any { "donnees/libre", "libre", "s1/libre" }
    return s.tables.libre.path
  end },
  script = { 5, function(s)
    local c = s.script
    local changes = {
      function() c.indicator_title = "Part " .. any(WORDS) end, function() c.decimals = math.random(0, 2) end,
      function() c.threshold = any { 0, 1, 5 } end, function() c.figure_title = "Barres " .. any(WORDS) end,
      function() c.figure_named = not c.figure_named end, function() c.derived = not c.derived end,
      function() c.counted = not c.counted end, function() c.factor = math.random(4) end,
      function() c.fiches = any { "named", "free", "made" } end, function() c.by_number = not c.by_number end,
      function() c.call = any { "pure", "pure", "counts", "reads", "other", "setting" } end,
      function() c.fiche_title = not c.fiche_title end, function() c.fiche_themes = not c.fiche_themes end,
      function() c.data_table = not c.data_table end,
    }
    local which = math.random(#changes)
    changes[which]()
    return "change " .. which
  end },
  second = { 6, function(s)
    local name = any(sorted_keys(site.READS))
    for i, read in ipairs(s.second) do
      if read == name then table.remove(s.second, i) return "no " .. name end
    end
    table.insert(s.second, math.random(#s.second + 1), name)
    return name
  end },
  second_moved = { 2, function(s)
    s.second_name = any { "b", "b", "0", "c" }
    return s.second_name
  end },
  second_gone = { 1, function(s)
    s.second_name = not s.second_name and "b" or nil
    return tostring(s.second_name)
  end },
  second_comments = { 1, function(s)
    s.second_comments = math.random(0, 2)
    return tostring(s.second_comments)
  end },
  module = { 3, function(s)
    local path = any { "lua/lib/mots.lua", "lua/lib/option.lua" }
    local texts = { "return { ton = 'neutre' }\n", "local ton = 'neutre'\nreturn { ton = ton }\n", "return { ton = 'vif' }\n" }
    s.files[path] = path:find "mots" and any(texts) or not s.files[path] and "return 'option'\n" or nil
    return path
  end },
  json = { 2, function(s)
    s.files["content/liste.json"] = any { '{ "a": "un" }\n', '{ "a": "deux" }\n', '{ "a": "un", "b": 1 }\n' }
    return s.files["content/liste.json"]
  end },
  gap = { 2, function(s)
    local t = any_table(s)
    t.gap = not t.gap
    return t.path
  end },
  template = { 12, function(s)
    local name = any(sorted_keys(s.templates))
    local fragments = s.templates[name]
    if #fragments > 6 or (#fragments > 0 and math.random(4) == 1) then
      return name .. " - " .. table.remove(fragments, math.random(#fragments))
    end
    local fragment = any(site.FRAGMENTS)
    if name == "parts/petit.html" and fragment:find "include" then return end
    fragments[#fragments + 1] = fragment
    return name .. " + " .. fragment
  end },
  template_file = { 2, function(s)
    local name = any { "types/etude.html", "types/page.html", "types/page-section.html" }
    s.templates[name] = not s.templates[name] and { any(site.FRAGMENTS) } or nil
    return name
  end },
  parent_theme = { 1, function(s)
    s.extends = not s.extends
    return tostring(s.extends)
  end },
  template_moved = { 1, function(s)
    local name = any(sorted_keys(s.templates))
    s.where[name] = not s.where[name] and s.extends and "mere" or nil
    return name
  end },
  asset = { 2, function(s)
    local path = any { "themes/essai/assets/a.css", "themes/mere/assets/a.css", "themes/essai/assets/b.css" }
    s.files[path] = (not s.files[path] or math.random(2) == 1) and "x" .. math.random(9) .. "\n" or nil
    return path
  end },
  file = { 2, function(s)
    local path = any { "content/image.png", "content/s2/p5/carte.png", "content/s2/p5/photo.txt", "content/s1/libre.txt" }
    if path:find "png" then
      s.files[path] = site.picture(math.random(9))
    else
      s.files[path] = (not s.files[path] or math.random(2) == 1) and "x" .. math.random(9) .. "\n" or nil
    end
    return path
  end },
  setting = { 8, function(s)
    local key = any(sorted_keys(SETTINGS))
    return set(s.config, key, SETTINGS[key])
  end },
  menu = { 2, function(s)
    local menu = s.config.menu
    if #menu > 3 or (#menu > 0 and math.random(2) == 1) then table.remove(menu, math.random(#menu)) return "shorter" end
    menu[#menu + 1] = { name = "Menu " .. math.random(9), url = any { "@/s1/p1.md", "/s2/", "@/s2/s3/_index.md", "/fiches/" },
      weight = math.random(9) }
    return menu[#menu].url
  end },
  option = { 2, function(s)
    s.options = { any { "", "--drafts", "--future --expired", "--clock 2025-05-05", "--clock 2026-12-31",
                        "--base-url https://essai.example/a", "--set title=Autre" } }
    return s.options[1]
  end },
  mistake = { 2, function(s)
    local page, path = any_page(s)
    local wrong = any { ":::encadre[Jamais fermé]", "[rien](nulle-part.md)", ":inconnu[x]", "{{ page.title }}", "[a](#nulle-ancre)" }
    page.body[#page.body + 1] = wrong
    return path .. " " .. wrong
  end },
  wrong_file = { 1, function(s)
    local path = any { "content/donnees/faux.csv", "themes/essai/faux.html", "lua/faux.lua" }
    s.files[path] = not s.files[path] and "a,b\n{% if %}\n" or nil
    return path
  end },
  folder = { 1, function(s)
    local from, to = "s2/s3/", any { "s2/s4/", "s5/", "s1/s3/" }
    if not s.pages[from .. "_index.md"] then from, to = to, from end
    for _, path in ipairs(sorted_keys(s.pages)) do
      if path:sub(1, #from) == from then move(s, path, to .. path:sub(#from + 1)) end
    end
    return from .. " to " .. to
  end },
  same_stamp = { 3, function(s)
    s.stamped = true
    if math.random(3) == 1 then
      local row = any(any_table(s).rows)
      if not row or not row[#row]:find "%d$" then return end
      row[#row] = row[#row]:gsub("%d$", function(digit) return digit % 9 + 1 end)
      return table.concat(row, ",")
    end
    local page, path = any_page(s)
    local at = math.random(#page.body)
    if not page.body[at] or page.body[at]:find "[^%w%s.]" then return end
    page.body[at] = page.body[at]:gsub("%l%l+", string.reverse, 1)
    return path .. " " .. page.body[at]
  end },
  commit = { 3, function(s)
    s.commits = (s.commits or 0) + 1
    s.shell = COMMIT:gsub("%%DAY%%", ("%02d"):format(s.commits % 28 + 1))
    return "commit " .. s.commits
  end },
  state = { 3, function(s)
    local what = any { "rm -rf .essor", "rm -f .essor/state-*", "rm -rf public", "truncate -s 90% $1", "truncate -s -1 $1",
                       "printf x | dd of=$1 bs=1 conv=notrunc 2>/dev/null seek=$((%d %% $(stat -c %%s $1)))" }
    what = what:gsub("%%d", tostring(math.random(0, 1 << 20))):gsub("%%%%", "%%")
    s.shell = ('set -- .essor/*; shift $((%d %% $#)); [ -f "$1" ] && { %s; }'):format(math.random(0, 99), what)
    return what
  end },
}

-- A build stopped in the middle of an edit's.
EDITS.killed = { 3, function(s)
  local name, said = edits.make(s)
  s.shell = ("%s\ntimeout -s KILL 0.0%02d '%%PROGRAM%%' build -j2 %s >/dev/null 2>&1"):format(
    s.shell or "", math.random(0, 60), s.options[1] or "")
  return name .. " " .. said
end }

-- One random edit: its name and what it did.
function edits.make(s)
  local total = 0
  s.again, s.stamped, s.shell = nil, nil, nil
  for _, name in ipairs(sorted_keys(EDITS)) do total = total + EDITS[name][1] end
  while true do
    local at = math.random(total)
    for _, name in ipairs(sorted_keys(EDITS)) do
      at = at - EDITS[name][1]
      if at <= 0 then
        local said = EDITS[name][2](s)
        if said then return name, said end
        break
      end
    end
  end
end

return edits
