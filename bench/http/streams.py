"""streams.py URL N PID: opens N streams of news, waits until each has been heard, makes one act and counts who hears of it; prints
what the server's memory was before and is then."""
import asyncio
import json
import os
import sys
import time
import urllib.request


def memory(pid):
    with open(f"/proc/{pid}/status", encoding="ascii") as f:
        return next(int(line.split()[1]) for line in f if line.startswith("VmRSS:")) // 1024


async def listen(host, port, token, heard, acted):
    reader, writer = await asyncio.open_connection(host, port)
    writer.write(f"GET /api/v1/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n\r\n".encode())
    await reader.readuntil(b": \n\n")
    heard.append(1)
    await reader.readuntil(b"event: act")
    acted.append(time.monotonic())
    writer.close()


def act(url, token):
    body = {"procedure": "referral", "act": "指定专案组", "at": "2024-03-04T09:00:00",
            "fields": {"当事人": "某公司", "违法事实": "事实", "涉嫌罪名": "非法采矿罪", "专案组人数": "2"}}
    q = urllib.request.Request(url + "/api/v1/matters", json.dumps(body).encode(),
                               {"Authorization": "Bearer " + token, "Content-Type": "application/json"})
    urllib.request.urlopen(q, timeout=60).read()


async def main():
    url, n, pid = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    token = os.environ["BENCH_TOKEN"]
    host, port = url.split("//")[1].split(":")
    before, heard, acted = memory(pid), [], []
    tasks = [asyncio.create_task(listen(host, int(port), token, heard, acted)) for _ in range(n)]
    while len(heard) < n:
        await asyncio.sleep(0.05)
        for t in tasks:
            if t.done():
                t.result()
    held = memory(pid)
    start = time.monotonic()
    await asyncio.to_thread(act, url, token)
    await asyncio.gather(*tasks)
    print(json.dumps({"bench": "http", "case": "streams held", "clients": n, "before_mb": before, "held_mb": held,
                      "last_heard_ms": round((max(acted) - start) * 1000), "heard": len(acted)}))


asyncio.run(main())
