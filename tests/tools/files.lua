-- files.lua - what every text file of the repository keeps: no tab, no space at the end of a line, a last
-- line that ends, UTF-8; no note to do later, no path of somebody's machine.
--
-- A Makefile needs its tabs; cases and seeds are made of mistakes.
local FREE = { "^tests/cases/", "^tests/fuzz/seeds/", "LICENSE$", "package%-lock%.json$", "^tests/tools/files%.lua$" }
local BINARY = { png = 1, jpg = 1, webp = 1, ico = 1, woff2 = 1, pdf = 1 }
local NEVER = { "%f[%w]TODO%f[%W]", "%f[%w]FIXME%f[%W]", "%f[%w]XXX%f[%W]", "[Ll]orem ipsum", "/home/", "/root/" }

local faults = 0
local function fault(...) faults = faults + 1 io.stderr:write(string.format(...), "\n") end

local function check(path, text)
  if text:sub(-1) ~= "\n" then fault("%s: the last line does not end", path) end
  if not utf8.len(text) then fault("%s: not UTF-8", path) end
  local number = 0
  for line in text:gmatch("([^\n]*)\n") do
    number = number + 1
    if line:find("%s$") then fault("%s:%d: space at the end of the line", path, number) end
    if line:find("\t") and path ~= "Makefile" then fault("%s:%d: a tab", path, number) end
    for _, word in ipairs(NEVER) do
      local found = line:match(word)
      if found then fault("%s:%d: '%s' has no place here", path, number, found) end
    end
  end
end

for path in io.popen("git ls-files -co --exclude-standard"):lines() do
  local free = BINARY[path:match("%.(%w+)$") or ""]
  for _, pattern in ipairs(FREE) do free = free or path:find(pattern) end
  local file = not free and io.open(path, "rb")
  if file then
    local text = file:read("a")
    file:close()
    if text ~= "" then check(path, text) end
  end
end
if faults > 0 then os.exit(1) end
print("files: ok")
