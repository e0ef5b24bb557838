-- layers.lua - who may include whom, and the other rules of generator/README.md that a machine can see.
--
-- A file may include its own layer and the layers before it; a library's header only behind its wall;
-- includes form no cycle; no file is over 600 lines, no function over 60.
local ORDER = { base = 1, model = 2, read = 3, compute = 4, render = 5, write = 6, commands = 7 }
local WALLS = {     -- header -> the files that may include it (Lua patterns)
  ["^git2"] = { "^read/history%.c$", "^write/branch%.c$" },
  ["^cmark"] = { "^read/markdown[%w_]*%.[ch]$", "^render/markdown[%w_]*%.[ch]$" },
  ["^lua"] = { "^compute/", "^render/template[%w_]*%.[ch]$" },
  ["^lauxlib"] = { "^compute/", "^render/template[%w_]*%.[ch]$" },
  ["^yaml"] = { "^read/yaml%.c$" },
  ["^xxhash"] = { "^base/hash%.c$" },
  ["^pthread"] = { "^base/work%.c$" },
  ["^fcntl"] = { "^base/file%.c$", "^base/bulk%.c$", "^base/child%.c$", "^base/confine%.c$" },
  ["^sys/wait"] = { "^base/child%.c$", "^write/push%.c$" },
  ["^signal"] = { "^base/child%.c$", "^commands/serve%.c$" },
  ["^linux/landlock"] = { "^base/confine%.c$" },
  ["^linux/seccomp"] = { "^base/confine%.c$" },
  ["^microhttpd"] = { "^commands/serve_http%.c$" },
  ["^sys/inotify"] = { "^commands/serve_watch%.c$" },
}
local FORBIDDEN = { util = 1, utils = 1, common = 1, misc = 1, helper = 1, helpers = 1, manager = 1, core = 1,
  internal = 1 }

local faults, includes = 0, {}
local function fault(...) faults = faults + 1; io.stderr:write(string.format(...), "\n") end

local function check_include(file, layer, line, name, quoted)
  for header, allowed in pairs(WALLS) do
    if not quoted and name:match(header) then
      local ok = false
      for _, pattern in ipairs(allowed) do ok = ok or file:match(pattern) end
      if not ok then fault("%s:%d: <%s> is behind a wall", file, line, name) end
    end
  end
  local target = quoted and name:match("^(%w+)/")
  if quoted and not ORDER[target or ""] then fault("%s:%d: \"%s\" names no layer", file, line, name)
  elseif target and layer and ORDER[target] > ORDER[layer] then
    fault("%s:%d: %s/ may not include %s/", file, line, layer, target)
  end
  if quoted then includes[file] = includes[file] or {}; table.insert(includes[file], name) end
end

local function check_file(path)
  local file = path:gsub("^generator/", "")
  local layer, stem = file:match("^(%w+)/"), file:match("([%w_]+)%.[ch]$")
  if FORBIDDEN[stem] then fault("%s: a name that says nothing", file) end
  local number, opened = 0, nil
  for text in io.lines(path) do
    number = number + 1
    local quote, name = text:match('^#%s*include%s+([<"])([^>"]+)')
    if name then check_include(file, layer, number, name, quote == '"') end
    if text == "{" then opened = number
    elseif text == "}" and opened then
      if number - opened > 61 then fault("%s:%d: a function of %d lines", file, opened, number - opened - 1) end
      opened = nil
    end
  end
  if number > 600 then fault("%s: %d lines", file, number) end
end

local state = {}
local function visit(file, trail)
  if state[file] == "done" or not includes[file] then return end
  if state[file] == "open" then return fault("a cycle of includes: %s", trail .. " > " .. file) end
  state[file] = "open"
  for _, name in ipairs(includes[file]) do visit(name, trail .. " > " .. file) end
  state[file] = "done"
end

for path in io.popen("find generator -name '*.[ch]' | sort"):lines() do check_file(path) end
for file in pairs(includes) do visit(file, "") end
if faults > 0 then os.exit(1) end
print("layers: ok")
