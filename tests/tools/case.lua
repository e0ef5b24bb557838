-- case.lua FILE... - runs cases: each file holds a whole site, commands, what they print, edits.
--
--   A sentence that says what the case shows.
--   -- content/a.md --            the lines below, up to the next mark, become that file
--   -- remove content/a.md --     removes a file or a folder
--   $ essor build                 a shell command, run in the site's folder
--   exit 1                        its exit code, when it is not 0
--   content/a.md:2:1: error...    what it prints, standard output and errors together
--   ...                           any lines
--   $? essor build                the same, whose output and code do not matter
--
-- A site starts as a copy of tests/cases/base. With UPDATE=1 the expected lines are written anew.
local root = io.popen("pwd"):read("l")
local program = (os.getenv("ESSOR") or root .. "/build/essor"):match("^(.*)/")

local function read(path)
  local file = assert(io.open(path, "rb"))
  local text = file:read("a")
  file:close()
  return text
end

local function write(path, text)
  os.execute("mkdir -p '" .. path:match("^(.*)/[^/]*$") .. "'")
  local file = assert(io.open(path, "wb"))
  file:write(text)
  file:close()
end

-- Splits a case into steps: {kind = "text"|"file"|"remove"|"run", ...}
local function parse(text)
  local steps, step = {}, { kind = "text", lines = {} }
  steps[1] = step
  for line in (text:sub(-1) == "\n" and text or text .. "\n"):gmatch("(.-)\n") do
    local removed, path = line:match("^%-%- remove (.-) %-%-$"), line:match("^%-%- (%S+) %-%-$")
    local mark, command = line:match("^(%$%??) (.*)$")
    if removed then step = { kind = "remove", path = removed, lines = {} }
    elseif path then step = { kind = "file", path = path, lines = {} }
    elseif command then step = { kind = "run", command = command, any = mark == "$?", lines = {} }
    else
      table.insert(step.lines, line)
      goto continue
    end
    table.insert(steps, step)
    ::continue::
  end
  return steps
end

-- Nothing of this machine reaches the commands: no setting, no identity, no date, no locale.
local ENVIRONMENT = "LC_ALL=C.UTF-8 TZ=UTC NO_COLOR=1 HOME=/nonexistent GIT_CONFIG_NOSYSTEM=1 "
  .. "GIT_AUTHOR_NAME=Essai GIT_AUTHOR_EMAIL=essai@obs.example "
  .. "GIT_COMMITTER_NAME=Essai GIT_COMMITTER_EMAIL=essai@obs.example "
  .. "GIT_AUTHOR_DATE=2026-01-01T00:00:00Z GIT_COMMITTER_DATE=2026-01-01T00:00:00Z SOURCE_DATE_EPOCH=1767225600"

local function replaced(text, plain, other)
  return (text:gsub(plain:gsub("%p", "%%%0"), other))
end

local function run(command, folder)
  local full = ("cd '%s' && env -i PATH='%s':\"$PATH\" %s GIT_CEILING_DIRECTORIES='%s' ASAN_OPTIONS=\"$ASAN_OPTIONS\" "
    .. "TSAN_OPTIONS=\"$TSAN_OPTIONS\" sh -c '%s' </dev/null 2>&1; echo \"\nexit $?\""):format(
    folder, program, ENVIRONMENT, folder:match("^(.*)/"), (command:gsub("'", "'\\''")))
  local lines, pipe = {}, io.popen(full)
  for line in pipe:lines() do
    table.insert(lines, replaced(replaced(line, folder, "."), root, "ESSOR"))
  end
  pipe:close()
  local code = tonumber((table.remove(lines) or ""):match("^exit (%d+)"))
  if lines[#lines] == "" then table.remove(lines) end
  if code ~= 0 then table.insert(lines, 1, "exit " .. tostring(code)) end
  return lines
end

-- Do the lines match, where an expected "..." stands for any lines?
local function matches(expected, i, actual, j)
  while i <= #expected do
    if expected[i] == "..." then
      for k = j, #actual + 1 do
        if matches(expected, i + 1, actual, k) then return true end
      end
      return false
    end
    if expected[i] ~= actual[j] then return false end
    i, j = i + 1, j + 1
  end
  return j == #actual + 1
end

local function without_blank_end(lines)
  local kept = table.move(lines, 1, #lines, 1, {})
  while kept[#kept] == "" do table.remove(kept) end
  return kept
end

local function do_step(step, folder, report)
  if step.kind == "file" then
    write(folder .. "/" .. step.path, table.concat(step.lines, "\n") .. "\n")
  elseif step.kind == "remove" then
    os.execute(("rm -rf '%s/%s'"):format(folder, step.path))
  elseif step.kind == "run" then
    local actual = run(step.command, folder)
    if step.any then return true end
    local expected = without_blank_end(step.lines)
    if matches(expected, 1, actual, 1) then return true end
    if os.getenv("UPDATE") then
      local blank = #step.lines - #expected
      step.lines = actual
      for _ = 1, blank do table.insert(step.lines, "") end
      step.changed = true
      return true
    end
    report("$ " .. step.command .. "\n--- expected\n" .. table.concat(expected, "\n")
      .. "\n+++ printed\n" .. table.concat(actual, "\n"))
    return false
  end
  return true
end

local function text_of(steps)
  local out = {}
  for _, step in ipairs(steps) do
    if step.kind == "file" then table.insert(out, "-- " .. step.path .. " --")
    elseif step.kind == "remove" then table.insert(out, "-- remove " .. step.path .. " --")
    elseif step.kind == "run" then table.insert(out, (step.any and "$? " or "$ ") .. step.command) end
    table.move(step.lines, 1, #step.lines, #out + 1, out)
  end
  return table.concat(out, "\n") .. "\n"
end

local failed = 0
for _, path in ipairs(arg) do
  local name = path:match("([^/]+)%.txt$")
  local folder = root .. "/build/cases/" .. name
  os.execute(("rm -rf '%s' && mkdir -p '%s' && cp -r tests/cases/base/. '%s'"):format(folder, folder, folder))
  local steps, ok, changed = parse(read(path)), true, false
  for _, step in ipairs(steps) do
    ok = do_step(step, folder, function(text) io.stderr:write("FAIL ", path, "\n", text, "\n\n") end) and ok
    changed = changed or step.changed
  end
  if changed then write(path, text_of(steps)) print("updated " .. path) end
  if not ok then failed = failed + 1 end
  print((ok and "ok   " or "FAIL ") .. name)
end
os.exit(failed == 0)
