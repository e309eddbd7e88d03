-- wrk script: opens a ticket with each request. Arguments: the operator's token, and a word that no earlier run used.
local token, run
local count = 0
local text = string.rep("我们是汽车配套工厂，因上游供应商未复工，冲压车间的原材料已经断供，生产线今天停产。", 8)

function init(arguments)
  token, run = arguments[1], arguments[2]
  wrk.headers["Authorization"] = "Bearer " .. token
  wrk.headers["Content-Type"] = "application/json"
end

function request()
  count = count + 1
  wrk.headers["Idempotency-Key"] = run .. "-" .. count
  local body = '{"title":"零部件断供，生产线停产","text":"' .. text .. count ..
    '","caller":{"phone":"138' .. string.format("%08d", count) .. '","name":"张先生","kind":"enterprise"}}'
  return wrk.format("POST", "/api/v1/tickets", nil, body)
end

function done(summary, latency)
  io.write(string.format('{"requests":%d,"errors":%d,"seconds":%.6f,"p50_ms":%.3f,"p99_ms":%.3f}\n',
    summary.requests,
    summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.status + summary.errors.timeout,
    summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3))
end
