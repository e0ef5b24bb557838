-- property.lua - edits a site at random; after each edit an incremental build is the same as a clean one.
--
--   lua5.4 tests/property/property.lua SEED       one site, STEPS (100) edits; VERBOSE=1 says each;
--                                                 PREVIEW=1: against a running `essor serve` (preview.lua)
--
-- At each step: the site's files are written; `essor build` brings public/ up to date; another build,
-- with no state at all, makes the same site in another folder; a third one has nothing to make. The exit
-- codes, the messages and every byte published must be the same. When the site has an error, what was
-- published must not have changed. tests/property/walks.sh runs several.
local root = io.popen "pwd":read "l"
package.path = root .. "/tests/property/?.lua;" .. package.path
local site, edits = require "site", require "edits"

local seed = tonumber(arg[1]) or os.time()
local steps = tonumber(os.getenv "STEPS") or 100
local program = os.getenv "ESSOR" or root .. "/build/essor"
local preview = os.getenv "PREVIEW" and require "preview"

-- In memory where there is room for it: a build waits for the disk.
local memory = os.execute "test -w /dev/shm" and "/dev/shm" or root .. "/build"
local work = ("%s/essor-property-%d"):format(memory, seed)

-- What each step runs. Its output: three exit codes, then the differences and what was left behind.
local SCRIPT = [[
cd '%s/site' || exit 9
{ %s
:; } 2>/dev/null
[ -e public ]; absent=$?
'%s' build --lang en %s >../incremental.log 2>&1; echo $?
rm -rf ../state ../new; mv .essor ../state 2>/dev/null
'%s' build --lang en -j1 %s -d ../new >../clean.log 2>&1; code=$?; echo $code
rm -rf .essor; mv ../state .essor 2>/dev/null
[ $code = 0 ] && rm -rf ../clean && mv ../new ../clean
'%s' build --lang en %s >../again.log 2>&1; echo $?
[ $code$absent != 11 ] || exec ls -d public 2>/dev/null  # the edit removed it, and a site with errors publishes nothing
diff -r public ../clean 2>&1 | head -c 4000
ls -d public.* .essor/*.next 2>/dev/null
]]

local function run(command)
  local pipe = io.popen(command)
  local text = pipe:read "a"
  pipe:close()
  return text
end

local function read(path)
  local file = io.open(path, "rb")
  local text = file and file:read "a" or ""
  if file then file:close() end
  return text
end

local function copy(value)
  if type(value) ~= "table" then return value end
  local new = {}
  for key, item in pairs(value) do new[key] = copy(item) end
  return new
end

local function write(path, text)
  local file = io.open(path, "wb")
  if not file then
    os.execute("mkdir -p '" .. path:match "^(.*)/" .. "'")
    file = assert(io.open(path, "wb"))
  end
  file:write(text)
  file:close()
end

-- Writes a file, in place or as another one, and gives it the time that it had.
local function write_stamped(path, text)
  local new = math.random(2) == 1 and path or path .. "~"
  os.execute(("touch -r '%s' '%s/time'"):format(path, work))
  write(new, text)
  os.execute(("touch -r '%s/time' '%s'; [ '%s' = '%s' ] || mv '%s' '%s'"):format(work, new, new, path, new, path))
end

-- Brings the folder from the files that it has to those of the site.
local disk = {}
local function save(s)
  local files = site.files(s)
  for path in pairs(disk) do
    if not files[path] then os.remove(work .. "/site/" .. path) end
  end
  for path, text in pairs(files) do
    if s.again or disk[path] ~= text then
      if s.stamped and disk[path] then write_stamped(work .. "/site/" .. path, text)
      else write(work .. "/site/" .. path, text) end
    end
  end
  disk = files
end

-- The messages of a build, without its last line, which counts and times, and what it says of a state
-- that it cannot use.
local function messages(log)
  return (log:gsub("%d+ outputs: [^\n]*\n", ""):gsub("everything is rendered again[^\n]*\n", "")
             :gsub("process %d+ is at work[^\n]*\n", ""))       -- one that was killed may still be ending
end

local history = {}
local function fail(step, what, detail)
  io.stderr:write(("property: seed %d, step %d: %s\n\n%s\n\n"):format(seed, step, what, detail))
  for i = math.max(1, #history - 4), #history do io.stderr:write("  ", history[i], "\n") end
  io.stderr:write(("\nThe site is in %s; again: SEED=%d STEPS=%d VERBOSE=1 make property\n"):format(work, seed, step))
  os.exit(1)
end

local made, count, failures, was_good = {}, {}, 0, false

-- Another number of threads each time; now and then all of the folder is replaced at once.
local function how()
  return ("-j%d%s"):format(math.random(4), math.random(6) == 1 and " --atomic" or "")
end

local function check(step, name, s)
  local before = (s.shell or ":"):gsub("%%PROGRAM%%", program)
  if preview then
    local good, what, detail = preview.check(work, program, s, before, run, read)
    if what then fail(step, what, detail) end
    return good
  end
  local options = s.options[1] or ""
  local out = run(SCRIPT:format(work, before, program, how() .. " " .. options, program, options,
                                program, how() .. " " .. options))
  local incremental, clean, again, rest = out:match "^(%d+)\n(%d+)\n(%d+)\n(.*)$"
  local log, expected, third = read(work .. "/incremental.log"), read(work .. "/clean.log"), read(work .. "/again.log")
  if not incremental then fail(step, "the builds did not run", out) end
  if tonumber(incremental) > 1 then fail(step, "exit code " .. incremental, log) end
  if incremental ~= clean or messages(log) ~= messages(expected) then
    fail(step, "the messages differ", "-- incremental: " .. incremental .. "\n" .. log .. "\n-- clean: " .. clean .. "\n" .. expected)
  end
  if incremental ~= again or messages(log) ~= messages(third) then
    fail(step, "the messages of a second build differ", "-- first: " .. incremental .. "\n" .. log .. "\n-- second: " .. again .. "\n" .. third)
  end
  if rest ~= "" then fail(step, "the published files differ", rest) end
  if clean == "0" and not third:find " 0 made," and not third:find "warning" then
    fail(step, "a second build makes outputs", third)
  end
  local outputs = tonumber(log:match "(%d+) made,")
  if name == "nothing" and was_good and outputs ~= 0 and not log:find "warning" then
    fail(step, "a step that changes nothing makes outputs", log)
  end
  if outputs then
    made[name], count[name] = (made[name] or 0) + outputs, (count[name] or 0) + 1
  end
  return clean == "0"
end

math.randomseed(seed)
os.execute(("rm -rf '%s' && mkdir -p '%s/site' && git -C '%s/site' init -q"):format(work, work, work))
write(work .. "/site/.gitignore", "public\npublic.*\n.essor\n")
local s = site.new()
save(s)
if preview then preview.start(work, program, run) end
if not check(0, "first", s) then fail(0, "the first site has errors", read(work .. "/clean.log")) end
local good, bad = copy(s), 0
was_good = true
for step = 1, steps do
  local name, said
  if not was_good and (bad > 2 or math.random(4) > 1) then
    name, said, s = "mend", "back to the last site without errors", copy(good)
  else
    name, said = edits.make(s)
  end
  history[#history + 1] = ("%d %s: %s"):format(step, name, said)
  if os.getenv "VERBOSE" then print(history[#history]) end
  save(s)
  was_good = check(step, name, s)
  bad = was_good and 0 or bad + 1
  failures = failures + (was_good and 0 or 1)
  if was_good then good = copy(s) end
  s.again, s.stamped, s.shell = nil, nil, nil
end
if os.getenv "VERBOSE" then
  for name, total in pairs(made) do print(("%-14s %.1f outputs made on average"):format(name, total / count[name])) end
end
if preview then preview.stop(work) end
print(("seed %d: %d steps, %d of them with errors"):format(seed, steps, failures))
os.execute("rm -rf '" .. work .. "'")
