-- act.lua: wrk's clients open referrals (移送) and report in them, one after the other. What is answered with 2xx is counted, so
-- that bench/http.sh can hold it against the rows in the store.
package.path = os.getenv("BENCH_LUA") .. "/?.lua"
require("report")
local token = os.getenv("BENCH_TOKEN")
local headers = { ["Authorization"] = "Bearer " .. token, ["Content-Type"] = "application/json" }
local open = '{"procedure":"referral","act":"指定专案组","at":"2024-03-04T09:00:00","fields":{"当事人":"某公司","违法事实":"事实",'
  .. '"涉嫌罪名":"非法采矿罪","专案组人数":"2"}}'
local report = '{"act":"提出书面报告","at":"2024-03-05T09:00:00","papers":{"移送涉嫌犯罪案件的书面报告":"一号"}}'
local opened = {}
local threads = {}
stored = 0

function setup(thread)
  table.insert(threads, thread)
end

function request()
  local id = table.remove(opened)
  if id then
    headers["If-Match"] = '"1"'
    return wrk.format("POST", "/api/v1/matters/" .. id .. "/acts", headers, report)
  end
  headers["If-Match"] = nil
  return wrk.format("POST", "/api/v1/matters", headers, open)
end

function response(status, _, body)
  if status ~= 201 then return end
  stored = stored + 1
  if body:find('"version":1,') then
    table.insert(opened, body:match('"matter":(%d+)'))
  end
end

function done(summary, latency, _)
  local n = 0
  for _, thread in ipairs(threads) do n = n + thread:get("stored") end
  report_result(summary, latency, n)
end
