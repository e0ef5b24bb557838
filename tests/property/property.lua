-- property.lua - edits a site at random; after each edit an incremental build is the same as a clean one.
--
--   lua5.4 tests/property/property.lua            STEPS=200 edits, from a SEED that it prints
--   SEED=7 STEPS=2000 make property               a longer run, the same each time
--
-- At each step: the site's files are written; `essor build` brings public/ up to date; another build,
-- with no state at all, makes the same site in another folder. The exit codes, the messages and every
-- byte published must be the same. When the site has an error, what was published must not have
-- changed. A step that changes nothing makes nothing.
local root = io.popen "pwd":read "l"
package.path = root .. "/tests/property/?.lua;" .. package.path
local site, edits = require "site", require "edits"

local seed = tonumber(os.getenv "SEED") or os.time()
local steps = tonumber(os.getenv "STEPS") or 200
local program = os.getenv "ESSOR" or root .. "/build/essor"

-- In memory where there is room for it: a build waits for the disk.
local memory = os.execute "test -w /dev/shm" and "/dev/shm" or root .. "/build"
local work = ("%s/essor-property-%d"):format(memory, seed)

-- What each step runs. Its output: two exit codes, then the differences.
local SCRIPT = [[
cd '%s/site' || exit 9
%s
'%s' build --lang en -j%d %s >../incremental.log 2>&1; echo $?
rm -rf ../state ../new; mv .essor ../state 2>/dev/null
'%s' build --lang en -j1 %s -d ../new >../clean.log 2>&1; code=$?; echo $code
rm -rf .essor; mv ../state .essor 2>/dev/null
[ $code = 0 ] && rm -rf ../clean && mv ../new ../clean
diff -r public ../clean 2>&1 | head -c 4000
]]

local COMMIT = [[GIT_COMMITTER_DATE='2025-01-%02dT10:00:00Z' GIT_AUTHOR_DATE='2025-01-%02dT10:00:00Z' \
git -c user.name=essai -c user.email=essai@obs.example -c gc.auto=0 commit -qam 'essai' --allow-empty]]

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

-- Brings the folder from the files that it has to those of the site; all of them when `again`.
local disk = {}
local function save(s, again)
  local files = site.files(s)
  for path in pairs(disk) do
    if not files[path] then os.remove(work .. "/site/" .. path) end
  end
  for path, text in pairs(files) do
    if again or disk[path] ~= text then write(work .. "/site/" .. path, text) end
  end
  disk = files
end

-- The messages of a build, without its last line, which counts and times.
local function messages(log)
  return (log:gsub("%d+ outputs: [^\n]*\n", ""))
end

local history = {}
local function fail(step, what, detail)
  io.stderr:write(("property: seed %d, step %d: %s\n\n%s\n\n"):format(seed, step, what, detail))
  for i = math.max(1, #history - 4), #history do io.stderr:write("  ", history[i], "\n") end
  io.stderr:write(("\nThe site is in %s; again: SEED=%d STEPS=%d make property\n"):format(work, seed, step))
  os.exit(1)
end

local made, count, failures = {}, {}, 0

local function check(step, name, s, was_good)
  local commit = name == "commit" and ("git add -A\n" .. COMMIT:format(s.commits % 28 + 1, s.commits % 28 + 1)) or ""
  local options = s.options[1] or ""
  local out = run(SCRIPT:format(work, commit, program, math.random(4), options, program, options))
  local incremental, clean, rest = out:match "^(%d+)\n(%d+)\n(.*)$"
  local log, expected = read(work .. "/incremental.log"), read(work .. "/clean.log")
  if not incremental then fail(step, "the builds did not run", out) end
  if tonumber(incremental) > 1 then fail(step, "exit code " .. incremental, log) end
  if incremental ~= clean or messages(log) ~= messages(expected) then
    fail(step, "the messages differ", "-- incremental: " .. incremental .. "\n" .. log .. "\n-- clean: " .. clean .. "\n" .. expected)
  end
  if rest ~= "" then fail(step, "the published files differ", rest) end
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
print(("property: SEED=%d, %d steps"):format(seed, steps))
os.execute(("rm -rf '%s' && mkdir -p '%s/site' && git -C '%s/site' init -q"):format(work, work, work))
write(work .. "/site/.gitignore", "public\n.essor\n")
local s = site.new()
save(s)
if not check(0, "first", s, false) then fail(0, "the first site has errors", read(work .. "/clean.log")) end
local good, was_good, bad = copy(s), true, 0
for step = 1, steps do
  local name, said
  if not was_good and (bad > 2 or math.random(4) > 1) then
    name, said, s = "mend", "back to the last site without errors", copy(good)
  else
    name, said = edits.make(s)
  end
  history[#history + 1] = ("%d %s: %s"):format(step, name, said)
  if os.getenv "VERBOSE" then print(history[#history]) end
  save(s, name == "nothing")
  was_good = check(step, name, s, was_good)
  bad = was_good and 0 or bad + 1
  failures = failures + (was_good and 0 or 1)
  if was_good then good = copy(s) end
end
if os.getenv "VERBOSE" then
  for name, total in pairs(made) do print(("%-14s %.1f outputs made on average"):format(name, total / count[name])) end
end
print(("property: %d passed, 0 failed; %d of them were sites with errors"):format(steps, failures))
os.execute("rm -rf '" .. work .. "'")
