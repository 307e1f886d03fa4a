-- report.lua: what wrk measured, as one JSON object; `stored` is nil where nothing is written.
function report_result(summary, latency, stored)
  local e = summary.errors
  io.write(string.format(
    'RESULT {"requests":%d,"rate":%.0f,"p50_ms":%.2f,"p99_ms":%.2f,"max_ms":%.2f,"errors":%d,"stored":%d}\n',
    summary.requests, summary.requests / summary.duration * 1e6, latency:percentile(50) / 1e3,
    latency:percentile(99) / 1e3, latency.max / 1e3, e.connect + e.read + e.write + e.status + e.timeout, stored or -1))
end

function done(summary, latency, _)
  report_result(summary, latency)
end
