-- site.lua - a small site as Lua tables, and the text of its files: what property.lua edits at random.
--
-- The templates are lists of fragments, each of which reads something else of the site, so that a
-- read that the program does not record is found by the edit of what it reads.
local site = {}

-- What templates print. None may fail, whatever the page.
site.FRAGMENTS = {
  "{{ page.title }} {{ page.short_title }}",
  "{{ page.description | default(\"-\") }} {{ page.summary | default(\"-\") }}",
  "{{ page.path }} {{ page.url }} {{ page.permalink }} {{ page.kind }} {{ page.type }} {{ page.type_title | default(\"-\") }}",
  "{% if page.date %}{{ page.date | date }}{% end %} {% if page.updated %}{{ page.updated | iso }}{% end %}",
  "{{ page.lang }} {{ page.weight }} {{ page.noindex and 1 or 0 }} {{ page.draft and 1 or 0 }}",
  "{% if page.first_commit %}{{ page.first_commit | date }} {{ page.last_commit | date }} {{ page.last_commit_id or \"\" }}{% end %}",
  "{{ page.source | default(\"-\") }} {{ page.edit_url | default(\"-\") }}",
  "{{ page.twin_url | default(\"-\") }} {{ page.feed_url | default(\"-\") }}",
  "{% if page.parent %}{{ page.parent.title }} {{ page.parent.description or \"\" }}{% end %}",
  "{% for p in page.breadcrumbs %}{{ p.short_title }} > {% end %}",
  "{% if page.previous %}{{ page.previous.title }} {{ page.previous.updated or \"\" }}{% end %}{% if page.next %}{{ page.next.url }}{% end %}",
  "{% for p in page.related %}{{ p.title }} {{ p.date or \"\" }}{% end %}",
  "{% for p in page.pages %}{{ p.title }} {{ p.summary or \"\" }} {{ p.weight }} {{ p.porteur or \"\" }}{% end %}{{ page.count }}",
  "{% for p in page.sections %}{{ p.title }} {{ p.count }}{% end %}",
  "{% for t in page.terms.themes %}{{ t.title }} {{ t.count }}{% end %}",
  "{% for p in page.paginator and page.paginator.pages %}{{ p.title }}{% end %}"
    .. "{% if page.paginator %}{{ page.paginator.number }}/{{ page.paginator.total }} {{ page.paginator.next_url or \"\" }}{% end %}",
  "{% for a in page.aliases %}{{ a }}{% end %}{% for k in page.keywords %}{{ k }}{% end %}",
  "{{ page.porteur | default(\"-\") }} {{ page.params.x | default(\"-\") }}",
  "{% for e in page.toc %}{{ e.title }}{% for f in e.children %} {{ f.id }}{% end %}{% end %} {{ page.words }}",
  "{% if type(page.data) == \"essor.row\" %}{{ page.data.nom }} {{ page.data.n }}{% end %}",
  "{% for p in site.list(\"type:etude\") %}{{ p.title }} {{ p.type_title }}{% end %}",
  "{% for p in site.pages %}{{ p.title }}{% end %}{{ site.pages | length }}",
  "{% for p in site.publications %}{{ p.title }} {{ p.date | date }}{% end %}",
  "{% for t in site.taxonomies %}{{ t.title }}{% for u in t.pages %} {{ u.term }} {{ u.count }}{% end %}{% end %}",
  "{% for m in site.menus.main %}{{ m.name }} {{ m.url }} {{ m.current and 1 or 0 }}{% end %}",
  "{{ site.title }} {{ site.description | default(\"-\") }} {{ site.author | default(\"-\") }} {{ site.licence | default(\"-\") }}",
  "{{ site.params.ton | default(\"-\") }} {{ site.base_url }} {{ site.publisher.name | default(\"-\") }} {{ site.search and 1 or 0 }}",
  "<a href=\"{{ site.asset(\"a.css\") }}\">a</a>",
  "{% set p = site.page(\"s1/p1\") %}{% if p %}{{ p.title }} {{ p.updated or \"\" }}{% end %}",
  "{% set s = site.section(\"s1\") %}{% if s %}{{ s.title }}{% for p in s.pages %} {{ p.url }}{% end %}{% end %}",
  "{{ site.home.title }} {{ site.home.description or \"\" }}",
  "{% for t in site.tables %}{{ t.title }} {{ t.csv_url or \"\" }} {{ length(t) }}{% end %}",
  "{% for r in site.table(\"emploi\") %}{{ r.nom }} {{ r.n }}{% end %}",
  "{% set t = essor.table \"emploi\" %}{% set r = t:row(\"a\") %}{% if r %}{{ r.nom }} {{ r.n }}{% end %}",
  "{% set t = essor.table \"libre\" %}{% for r in t %}{{ r.nom }}{% end %}",
  "{% set t = essor.table \"libre\" %}{{ #t }} {{ t.title }} {{ t:column(\"n\").title or \"\" }}",
  "{% for i in site.indicators %}{{ i.title }} {{ i.decimals }}{% end %}",
  "{% set i = site.indicator(\"part\") %}{{ i.title }} {{ i:value(\"a\") }} {{ i:source_name(\"a\") or \"\" }} {{ length(i.table) }}",
  "{% set i = site.indicator(\"part\") %}{% for r in i.table %}{{ r.code }} {{ r.n }}{% end %}",
  "{% set r = site.figure_row(\"part\", \"b\") %}{% if r %}{{ r.nom }}{% end %}",
  "{% for f in site.figures %}{{ f.id }} {{ f.title }}{% end %}",
  "{{ \"barres\" | figure(2) }}",
  "{{ site.table(\"emploi\") | table_block }}",
  "{% for p in site.list(\"section:s2\") %}{{ p.title }}{% if type(p.data) == \"essor.row\" %}{{ p.data.n }}{% end %}{% end %}",
  "{% for p in site.list(\"section:fiches\") %}{{ p.title }} {% if type(p.data) == \"essor.row\" %}{{ p.data.n }}{% end %}{% end %}",
  "{% include \"parts/petit.html\" %}",
  "{{ (essor.json \"liste.json\").a }}",
  "{% set p = site.page(\"lu\") %}{% if p %}{{ p.title }}{% end %}",
  "{% for s in page.sources %}{{ s.title or \"\" }}{% end %}{% for t in page.territories %}{{ t }}{% end %}",
}

-- What the function of the fiches does first: what it does to its variables, and what it reads, decides
-- whether it is called for rows that have not changed.
site.CALLS = {
  counts = "  number = number + 1\n",
  reads = '  number = number + #essor.table "libre" - #essor.table "libre"\n',
  other = '  local first = essor.table("emploi"):row("a")\n  number = first and 1 or 0\n',
  setting = '  if essor.setting "title" == "Obs rouge" then number = 2 end\n',
}

-- Parts of scripts; each stands alone after the head.
site.SCRIPTS = {
  derived = [[
essor.table "emploi":derive { double = "n * %d" }:filter "n > %d":publish { name = "double", title = "Le double" }
]],
  counted = [[
essor.table "libre":group_by("nom"):summarise { total = essor.sum "n" }:publish { name = "comptes", title = "Comptes %d" }
]],
}

local function quoted(text) return '"' .. text:gsub('"', '\\"') .. '"' end

-- The text of a page: front matter in the order of the keys' names, then the body.
local function page_text(page)
  local keys, lines = {}, { "---" }
  for key in pairs(page.front) do keys[#keys + 1] = key end
  table.sort(keys)
  for _, key in ipairs(keys) do
    local value = page.front[key]
    if type(value) == "table" then value = "[" .. table.concat(value, ", ") .. "]" end
    lines[#lines + 1] = key .. ": " .. tostring(value)
  end
  if page.comment then lines[#lines + 1] = "# " .. page.comment end
  lines[#lines + 1] = "---"
  return table.concat(lines, "\n") .. "\n" .. table.concat(page.body, "\n\n") .. "\n"
end

local function csv_text(t)
  local lines = { table.concat(t.columns, ",") .. (t.gap and "\n" or "") }
  for _, row in ipairs(t.rows) do lines[#lines + 1] = table.concat(row, ",") end
  return table.concat(lines, "\n") .. "\n"
end

local function description_text(t)
  local out = { "title = " .. quoted(t.title) }
  if t.key then out[#out + 1] = "key = " .. quoted(t.key) end
  if t.published == false then out[#out + 1] = "published = false" end
  if t.producer then out[#out + 1] = "[source]\nproducer = " .. quoted(t.producer) end
  for _, column in ipairs(t.columns) do
    out[#out + 1] = "[columns." .. column .. "]"
    if t.titles[column] then out[#out + 1] = "title = " .. quoted(t.titles[column]) end
    if column == "n" or column == "m" then out[#out + 1] = "type = \"number\"" end
    if column == "n" and t.unit then out[#out + 1] = "unit = " .. quoted(t.unit) end
  end
  return table.concat(out, "\n") .. "\n"
end

local function script_text(s)
  local out = { 'local essor = require "essor"' }
  out[#out + 1] = ('essor.indicator "part" { title = %s, definition = "D", unit = "postes", decimals = %d, field = "F",'
    .. ' table = essor.table "emploi":filter "n > %d", key = "code", value = "n", source_name = "nom" }'):format(
    quoted(s.indicator_title), s.decimals, s.threshold)
  out[#out + 1] = ('essor.figure "barres" { kind = "bars", table = %s, label = "nom", value = "n", title = %s, reading = "une" }')
    :format(s.figure_named and '"emploi"' or 'essor.table "emploi":filter "n > 0"', quoted(s.figure_title))
  if s.derived then out[#out + 1] = site.SCRIPTS.derived:format(s.factor, s.threshold) end
  if s.counted then out[#out + 1] = site.SCRIPTS.counted:format(s.factor) end
  local source = ({ named = 'essor.table "emploi"', free = 'essor.table "libre"',
    made = 'essor.table "emploi":derive { k = "n + 1" }' })[s.fiches]
  out[#out + 1] = ([[
local number = 0
essor.pages(%s, function(row)
%s  return { path = "fiches/" .. %s, title = %s, type = "etude", data = row, %s
           body = "Fiche " .. number .. "." }
end)]]):format(source, site.CALLS[s.by_number and "counts" or s.call] or "", s.by_number and "number" or "row.nom", s.fiche_title and "\"Fiche \" .. row.nom" or "\"Fiche\"",
    s.fiche_themes and "themes = { \"rouge\" }," or "")
  if s.data_table then
    out[#out + 1] = 'essor.page { path = "toutes", title = "Toutes", data = { lignes = essor.table "libre":filter "n > 1" }, body = "B" }'
  end
  return table.concat(out, "\n") .. "\n"
end

local function template_text(fragments, head, foot)
  return (head or "") .. table.concat(fragments, "\n") .. "\n" .. (foot or "")
end

local function config_text(c)
  local out = { "base_url = " .. quoted(c.base_url), "title = " .. quoted(c.title), "theme = " .. quoted(c.theme),
    "default_language = " .. quoted(c.language) }
  for _, key in ipairs { "description", "author", "license", "edit_url" } do
    if c[key] then out[#out + 1] = key .. " = " .. quoted(c[key]) end
  end
  if c.ton then out[#out + 1] = "[params]\nton = " .. quoted(c.ton) end
  if c.publisher then out[#out + 1] = "[publisher]\nname = " .. quoted(c.publisher) end
  out[#out + 1] = "[types.etude]\ntitle = " .. quoted(c.type_title)
  if c.type_template then out[#out + 1] = 'template = "autre.html"' end
  out[#out + 1] = '[types.etude.fields.porteur]\ntitle = "Porteur"\ntype = "text"'
  out[#out + 1] = ('[types.page]\ntitle = "Page"\n[types.page.fields.porteur]\ntitle = "Porteur"\ntype = "text"')
  out[#out + 1] = ('[[taxonomies]]\nname = "themes"\npath = "themes"\ntitle = %s\ntitle_singular = "Thème"\nfeed = %s'):format(
    quoted(c.taxonomy_title), tostring(c.taxonomy_feed))
  for _, item in ipairs(c.menu) do
    out[#out + 1] = ("[[menus.main]]\n%surl = %s\nweight = %d"):format(
      "name = " .. quoted(item.name) .. "\n", quoted(item.url), item.weight)
  end
  out[#out + 1] = ("[pagination]\nby = %d\npath = %s"):format(c.by, quoted(c.page_path))
  out[#out + 1] = "[sorting]\nby = " .. quoted(c.sort)
  out[#out + 1] = "[markdown]\ntypography = " .. tostring(c.typography)
  out[#out + 1] = ("[feeds]\nlimit = %d\nsections = %s"):format(c.feed_limit, tostring(c.feed_sections))
  out[#out + 1] = "[sitemap]\nlimit = " .. c.sitemap
  out[#out + 1] = ("[search]\nenable = %s\nlimit = %d"):format(tostring(c.search), c.search_limit)
  out[#out + 1] = "[build]\njson = " .. tostring(c.json)
  return table.concat(out, "\n") .. "\n"
end

-- A script after the first, which reads what that one published, a module, a setting and a file. What it
-- asks for and does not find counts too.
site.READS = {
  module = 'local mots = require "lib.mots"\ntexte = texte .. mots.ton',
  absent = 'local found, option = pcall(require, "lib.option")\ntexte = texte .. (found and tostring(option) or "sans")',
  setting = 'texte = texte .. tostring(essor.setting "params.ton") .. tostring(essor.setting "title")',
  json = 'local found, liste = pcall(essor.json, "liste.json")\ntexte = texte .. (found and liste.a or "sans")',
  published = 'local found, double = pcall(essor.table, "double")\ntexte = texte .. (found and #double or "sans")',
  places = 'for _, row in essor.table("libre"):rows() do texte = texte .. row:cell("n").place .. " " end',
  taken = 'if not pcall(essor.figure, "barres", { kind = "bars" }) then texte = texte .. "pris" end',
  global = 'texte = texte .. type(texte)',
}

local function second_script(s)
  local out = { 'local essor = require "essor"', "texte = ''" }
  for i = 1, s.second_comments or 0 do out[#out + 1] = "-- commentaire " .. i end
  for _, name in ipairs(s.second) do out[#out + 1] = site.READS[name] end
  out[#out + 1] = 'local lignes = essor.table(nil, { { "a", 1 }, { "b", essor.decimal "2.5" } }, { "nom", "n" })'
  out[#out + 1] = 'essor.page { path = "lu", title = "Lu", body = "Lu : `" .. texte .. "`.", data = lignes:row { nom = "b" } }'
  return table.concat(out, "\n") .. "\n"
end

-- Every file of a site: path -> text.
function site.files(s)
  local files = { ["site.toml"] = config_text(s.config), ["lua/a.lua"] = script_text(s.script) }
  if s.second_name then files["lua/" .. s.second_name .. ".lua"] = second_script(s) end
  for path, page in pairs(s.pages) do files["content/" .. path] = page_text(page) end
  for path, text in pairs(s.files) do files[path] = text end
  for _, t in pairs(s.tables) do
    files["content/" .. t.path .. ".csv"] = csv_text(t)
    files["content/" .. t.path .. ".toml"] = description_text(t)
  end
  for name, fragments in pairs(s.templates) do
    local theme = "themes/" .. (s.where[name] or "essai") .. "/"
    local body = name:find "base" and "{% block main %}{{ page.content }}{% end %}\n</body></html>\n" or ""
    if name == "base.html" then
      files[theme .. name] = template_text(fragments, "<!DOCTYPE html><html><head><title>x</title></head><body>\n", body)
    elseif name == "parts/petit.html" then
      files[theme .. name] = template_text(fragments)
    else
      files[theme .. name] = template_text(fragments, '{% extends "base.html" %}{% block main %}{{ page.content }}\n', "{% end %}\n")
    end
  end
  files["themes/essai/theme.toml"] = 'name = "essai"\nversion = "1"\n' .. (s.extends and 'extends = "mere"\n' or "")
  files["themes/mere/theme.toml"] = 'name = "mere"\nversion = "1"\n'
  return files
end

local function some(count)
  local list = {}
  for i = 1, count do list[i] = site.FRAGMENTS[math.random(#site.FRAGMENTS)] end
  return list
end

-- The head of an image of a width.
function site.picture(width)
  return "\137PNG\r\n\26\n\0\0\0\rIHDR\0\0\0" .. string.char(width) .. "\0\0\0\8\8\2\0\0\0"
end

-- The site that everything starts from; its templates are random.
function site.new()
  local function page(title, body, front)
    front = front or {}
    front.title = quoted(title)
    return { front = front, body = body or { "Texte." } }
  end
  local pages = {
    ["_index.md"] = page "Accueil",
    ["s1/_index.md"] = page("Section 1", { "Intro." }),
    ["s2/_index.md"] = page("Section 2", nil, { weight = 2 }),
    ["s2/s3/_index.md"] = page "Section 3",
    ["s1/p1.md"] = page("Page 1", { "## Un", "Texte [lien](p2.md).", "### Deux", "Fin." }, { date = "2024-01-01", themes = { "rouge", "bleu" } }),
    ["s1/p2.md"] = page("Page 2", { "Voir @." , "![Une image](../image.png)" }, { date = "2024-02-01", themes = { "rouge" }, type = "etude" }),
    ["s1/p3.md"] = page("Page 3", { ":valeur[part]{territoire=a} postes." }, { date = "2023-02-01", territories = { "a" } }),
    ["s2/p4.md"] = page("Page 4", { "::graphique{id=barres}" }, { weight = 3, aliases = { "/ancien/" } }),
    ["s2/p5/index.md"] = page("Page 5", { "![Une carte](carte.png)", "[photo](photo.txt) [donnees](../../donnees/emploi.csv)" }),
    ["s2/s3/p6.md"] = page("Page 6", { "::tableau{table=emploi}", "[fil](/atom.xml)" }, { type = "etude", themes = { "bleu" } }),
    ["s2/s3/p7.md"] = page("Page 7", { "[deux](../../s1/p1.md#deux)", "[chez nous](https://obs.example/s1/p1/)" }, { porteur = "La coopérative" }),
  }
  return {
    pages = pages,
    files = {
      ["content/image.png"] = site.picture(8),
      ["content/s2/p5/photo.txt"] = "photo\n",
      ["content/s2/p5/carte.png"] = site.picture(8),
      ["themes/essai/assets/a.css"] = "a { }\n",
      ["themes/mere/assets/a.css"] = "m { }\n",
      ["lua/lib/mots.lua"] = "return { ton = 'neutre' }\n",
      ["content/liste.json"] = '{ "a": "un" }\n',
    },
    second_name = "b", second = { "module", "published" },
    tables = {
      -- `gap`: an empty line before the rows, which moves them
      emploi = { path = "donnees/emploi", title = "Emploi", key = "code", titles = {}, columns = { "code", "nom", "n" },
        rows = { { "a", "Ain", "10" }, { "b", "Bresse", "20" }, { "c", "Caux", "30.5" } } },
      libre = { path = "donnees/libre", title = "Libre", titles = {}, columns = { "nom", "n" },
        rows = { { "x", "1" }, { "y", "2" }, { "z", "3" } } },
    },
    script = { indicator_title = "Part", decimals = 1, threshold = 0, figure_title = "Barres", factor = 2, fiches = "named", call = "pure",
      fiche_title = true },
    templates = {
      ["base.html"] = some(1), ["home.html"] = some(2), ["section.html"] = some(2), ["page.html"] = some(3),
      ["taxonomy.html"] = some(1), ["term.html"] = some(2), ["404.html"] = {}, ["autre.html"] = { "Autre." },
      ["parts/petit.html"] = { "Petit." },
    },
    where = {}, extends = false,
    config = { base_url = "https://obs.example", title = "Obs", theme = "essai", language = "fr", type_title = "Étude",
      taxonomy_title = "Thèmes", taxonomy_feed = false, by = 0, page_path = "page", sort = "date", typography = true,
      feed_limit = 10, feed_sections = true, sitemap = 100, search = true, search_limit = 300, json = true,
      menu = { { name = "Un", url = "@/s1/_index.md", weight = 1 }, { name = "Deux", url = "/s2/", weight = 2 } } },
    options = {},
  }
end

return site
