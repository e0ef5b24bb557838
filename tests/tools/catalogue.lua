-- catalogue.lua - every message has its French, with the same arguments; no translation is left over.
--
-- Reads the literals that generator/ passes to problem(), problem_warn(), problem_hint(), fault*(),
-- say() and message(), the texts of the tables of commands and options, and base/french.c.
local function read(path)
  local file = assert(io.open(path, "rb"))
  local text = file:read("a")
  file:close()
  return text
end

-- The C string literals that start at `from`, joined; nil when there is none.
local function literal(text, from)
  local out, position = nil, from
  while true do
    local start = text:match('^%s*()"', position)
    if not start then return out, position end
    local close = start + 1
    while text:sub(close, close) ~= '"' do
      close = close + (text:sub(close, close) == "\\" and 2 or 1)
    end
    out = (out or "") .. text:sub(start + 1, close - 1)
    position = close + 1
  end
end

local wanted, where = {}, {}
local function want(text, path)
  if text and text ~= "" then wanted[text] = true where[text] = where[text] or path end
end

-- The arguments of a call that opens at `open`: a list of their texts, split at the top level.
local function arguments(text, open)
  local list, depth, start, i = {}, 0, open + 1, open + 1
  while i <= #text do
    local c = text:sub(i, i)
    if c == '"' then
      i = i + 1
      while text:sub(i, i) ~= '"' do i = i + (text:sub(i, i) == "\\" and 2 or 1) end
    elseif c == "'" then
      i = text:sub(i + 1, i + 1) == "\\" and i + 3 or i + 2
    elseif c == "(" or c == "{" or c == "[" then depth = depth + 1
    elseif (c == ")" and depth == 0) or (c == "," and depth == 0) then
      table.insert(list, text:sub(start, i - 1))
      start = i + 1
      if c == ")" then return list end
    elseif c == ")" or c == "}" or c == "]" then depth = depth - 1
    end
    i = i + 1
  end
  return list
end

local POSITION = { problem = 4, problem_warn = 4, problem_hint = 2, say = 2, message = 2, line = 3,
  progress = 2, build_step = 2, translated = 2,
  say_to = 3, send_own_page = 4, other_site = 3 }

local function scan(path)
  local text = read(path):gsub("/%*.-%*/", "")
  for name, open in text:gmatch("([%w_]+)()%(") do
    local position = POSITION[name] or (name:match("^fault") and "any")
    if position then
      local given = arguments(text, open)
      for i, argument in ipairs(given) do
        if position == i or position == "any" then
          for start in argument:gmatch('()"') do
            local found, stop = literal(argument, start)
            if found and not found:match("^E0%d%d%d$") and not argument:sub(1, start - 1):match('"[^"]*$') then
              want(found, path)
            end
            if stop and stop > start then
              argument = argument:sub(1, start - 1) .. (" "):rep(stop - start) .. argument:sub(stop)
            end
          end
        end
      end
    end
  end
  if path:match("commands/command%.c$") then
    local rows = text:match("COMMANDS%[%] = (%b{})")
    for row in rows:sub(2, -2):gmatch("%b{}") do
      local cells = arguments("(" .. row:sub(2, -2) .. ")", 1)
      if cells[5] then
        local examples = arguments("(" .. cells[5]:match("^%s*{(.*)}%s*$") .. ")", 1)
        for _, cell in ipairs { cells[2], cells[3], cells[4], examples[2], examples[4] } do
          want((literal(cell, 1)), path)
        end
      end
    end
  elseif path:match("commands/option%.c$") then
    for row in text:match("OPTIONS%[%] = (%b{})"):sub(2, -2):gmatch("%b{}") do
      local cells = arguments("(" .. row:sub(2, -2) .. ")", 1)
      for _, cell in ipairs(cells[4] and { cells[3], cells[4] } or {}) do
        local shown = literal(cell, 1)
        if shown then want(shown, path) end     -- NULL: no argument
      end
    end
  end
end

for path in io.popen("find generator -name '*.c' ! -name french*.c | sort"):lines() do scan(path) end

local french, faults = {}, 0
local function fault(...) faults = faults + 1 io.stderr:write(string.format(...), "\n") end
for path in io.popen("find generator/base -name 'french*.c' | sort"):lines() do
  local text = read(path):gsub("/%*.-%*/", "")
  if text:match("{ NULL, NULL },%s*{") then fault("%s: lines after the end of the table are never found", path) end
  for start in text:gmatch("{%s*()\"") do
    local english, after = literal(text, start)
    local comma = text:match("^%s*,%s*()", after)
    local translation = comma and literal(text, comma)
    if translation then
      if french[english] then fault("%s: '%s' stands twice", path, english) end
      french[english] = translation
    end
  end
end

local function conversions(text)
  local list = {}
  for spec in text:gsub("%%%%", ""):gmatch("%%[-+ #0]*%d*%.?[%d*]*[hlz]*[%a]") do
    table.insert(list, (spec:gsub("[-+ #0-9]", "")))
  end
  return table.concat(list, " ")
end

for text in pairs(wanted) do
  if text:match("%a%a") and not french[text] then fault("%s: no French for '%s'", where[text], text)
  elseif french[text] and conversions(text) ~= conversions(french[text]) then
    fault("base/french.c: '%s' does not take the same arguments in French", text)
  end
end
if faults > 0 then os.exit(1) end
print("catalogue: ok")
