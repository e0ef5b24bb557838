-- preview.lua - the same edits against a running `essor serve` (PREVIEW=1): what it shows is a clean build.
--
-- After each edit, the preview says when all that was saved is shown, or told as mistakes; then a build
-- with no state makes the same site in another folder. Both find the same mistakes, or make the same bytes.
local preview = {}

-- Its output: the preview's answer, the exit code of the clean build, the differences.
local SCRIPT = [[
cd '%s/site' || exit 9
%s
exec 3<>/dev/tcp/127.0.0.1/%s || exit 8
printf 'GET /.essor/settled HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n' >&3
cat <&3 >../settled
find .essor -mindepth 1 -maxdepth 1 ! -name preview -exec rm -rf {} +
rm -rf ../new
'%s' build --lang en --drafts --clock 2026-01-01 -b '%s' -j1 -d ../new >../clean.log 2>&1; code=$?
head -c 12 ../settled | tail -c 3; echo; echo $code
[ $code = 0 ] && diff -r -x manifest.json .essor/preview/site ../new 2>&1 | head -c 4000
exit 0
]]

-- Starts the preview of a site, and waits until it has said its address.
function preview.start(work, program, run)
  run(("cd '%s/site' && { '%s' serve --lang en --clock 2026-01-01 --port 1%04d >../preview.log 2>&1 & echo $! >../preview.pid; }")
    :format(work, program, math.random(5000, 9999)))
  run(("for i in $(seq 500); do grep -q 'preview is at' '%s/preview.log' && break; sleep 0.02; done"):format(work))
  local log = assert(io.open(work .. "/preview.log")):read "a"
  preview.address = assert(log:match "preview is at (%S+)/;", "the preview did not start: " .. log)
end

function preview.stop(work)
  os.execute(("kill -INT $(cat '%s/preview.pid')"):format(work))
end

-- The codes and files of the errors, sorted; nil when there are more than the preview tells.
local function errors_of(text, pattern)
  local list = {}
  for one, other in text:gmatch(pattern) do list[#list + 1] = one .. " " .. other:match "^[^:]*" end
  table.sort(list)
  return #list < 20 and table.concat(list, "\n") or nil
end

-- The errors of a log in the order of the preview's: code, then place.
local function errors_of_log(log)
  local turned = {}
  for line in log:gmatch "[^\n]+" do
    local place, code = line:match "^(.-): error%[(E%d+)%]"
    if not place then place, code = "", line:match "^error%[(E%d+)%]" end
    if code then turned[#turned + 1] = code .. "|" .. place .. "\n" end
  end
  return errors_of(table.concat(turned), "(E%d+)|([^\n]*)\n")
end

-- Returns true when the site is good; else nil, or what is wrong and the detail.
function preview.check(work, program, s, commit, run, read)
  local base = s.config.base_url:match "^https?://[^/]*(.*)$"
  local script = SCRIPT:format(work, commit, preview.address:match "%d+$", program, preview.address .. base)
  local file = assert(io.open(work .. "/step.sh", "w"))
  file:write(script)
  file:close()
  local out = run(("bash '%s/step.sh' 2>/dev/null"):format(work))
  local status, code, rest = out:match "^(%d%d%d)\n(%d+)\n(.*)$"
  local settled, log = read(work .. "/settled"), read(work .. "/clean.log")
  if not status then return false, "the preview does not answer", out .. read(work .. "/preview.log"):sub(-2000) end
  if (status == "204") ~= (code == "0") then
    return false, "the preview answers " .. status .. ", a build ends with " .. code, settled .. "\n" .. log
  end
  local told, expected = errors_of(settled, '"code":"(E%d+)","place":"([^"]*)"'), errors_of_log(log)
  if status ~= "204" and told and expected and told ~= expected then
    return false, "the mistakes differ", "-- preview:\n" .. told .. "\n-- build:\n" .. expected
  end
  if rest ~= "" then return false, "the preview shows other files", rest end
  return code == "0"
end

return preview
