#!/bin/bash
# serve_test.sh LIANDONG SOURCE: the server as an operator meets it: what it refuses to start with, a start and a stop, TLS,
# the log, and that it tells what another process did.
. "$(dirname "$0")/expect.sh" "$1" "$2"

"$liandong" init --sample >/dev/null || exit 1
cp "$source"/sample/处罚-规划自然资源分局.jsonl mining.jsonl
"$liandong" import mining.jsonl >/dev/null 2>&1
"$liandong" screen --rule illegal-mining-not-referred >/dev/null || exit 1
echo '[{"token":"secret-token-of-test","person":"甲","operator":true}]' >tokens.json

# What it does not start with.
expect 2 '--token-file' serve
expect 2 '只能监听本机地址' serve --listen 0.0.0.0:0 --token-file tokens.json
expect 2 '地址:端口' serve --listen 127.0.0.1:http --token-file tokens.json
expect 2 '一起写' serve --cert cert.pem --token-file tokens.json
chmod 644 tokens.json
expect 8 '别人也能读' serve --listen 127.0.0.1:0 --token-file tokens.json
chmod 600 tokens.json
echo '[{"token":"short","person":"甲","operator":true}]' >bad.json
chmod 600 bad.json
expect 3 '至少 16 个字符' serve --listen 127.0.0.1:0 --token-file bad.json
expect 0 '"openapi":"3.1.0"' api openapi
expect 0 'export type Clue = {' api types

# start WORDS…: starts the server on a free port; sets $server and $url.
start()
{
    : >started # what an earlier server said is not this one's address
    "$liandong" serve --listen 127.0.0.1:0 --token-file tokens.json "$@" >started 2>serve.err &
    server=$!
    for _ in $(seq 200); do
        url=$(sed -n 's/^正在监听 //p' started)
        [ -n "$url" ] && return
        kill -0 $server 2>/dev/null || break
        sleep 0.05
    done
    echo "FAILED: the server does not start: $(cat serve.err)"
    exit 1
}

# stop CODE: SIGTERM, and it ends with that code.
stop()
{
    kill -TERM $server
    wait $server
    check "the server ends with $1" test $? = "$1"
}

start --log access.log
answers()
{
    curl -s -m 20 "$@" -H 'Authorization: Bearer secret-token-of-test' | grep -q "$words"
}
words='"status":"ok"'
check 'it is well' answers "$url/healthz"
check 'it is ready' answers "$url/readyz"
words='"total":[1-9]'
check 'it lists clues' answers "$url/api/v1/clues"
words='le="+Inf"'
check 'it counts' answers "$url/metrics"
check 'strangers get nothing' test "$(curl -s -o /dev/null -w '%{http_code}' "$url/api/v1/clues?name=zhangsan")" = 401
expect 5 '端口已被占用' serve --listen "${url#http://}" --token-file tokens.json

# What another process does is told.
curl -sN -m 20 "$url/api/v1/events" -H 'Authorization: Bearer secret-token-of-test' >events &
listener=$!
for _ in $(seq 100); do
    [ -s events ] && break
    sleep 0.05
done
expect 0 '已受理' clue accept 1 --by 王检察官
for _ in $(seq 100); do
    grep -q accepted events && break
    sleep 0.05
done
check 'the decision of another process is told' grep -q '"clue":1,"what":"accepted"' events
stop 0
wait $listener
check 'a listener is sent away in peace' test $? = 0
check 'the log has a line for each request' test "$(grep -c '"route"' access.log)" -ge 6
check 'each line is JSON' python3 -c 'import json; [json.loads(line) for line in open("access.log")]'
check 'the log names no person and no secret' test "$(grep -c -e zhangsan -e secret -e 127.0.0.1 -e curl access.log)" = 0

# What a killed server had been sent does not lie about.
start
check 'an upload is taken' test "$(curl -s -o /dev/null -w '%{http_code}' -F file=@mining.jsonl "$url/api/v1/imports" \
    -H 'Authorization: Bearer secret-token-of-test')" = 202
kill -KILL $server
wait $server 2>/dev/null
check 'a killed server leaves its folder' test "$(ls home/uploads/*.lock | wc -l)" = 1
start
check 'the next one takes it away' test "$(ls home/uploads/*.lock | wc -l)" = 1
stop 0
check 'and its own when it ends' test "$(find home/uploads -mindepth 1 | wc -l)" = 0

# TLS.
openssl req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out cert.pem -days 2 -subj /CN=localhost \
    -addext subjectAltName=IP:127.0.0.1 2>/dev/null
start --cert cert.pem --key key.pem
words='"status":"ok"'
check 'it speaks TLS' answers --cacert cert.pem "$url/healthz"
check 'it asks browsers to stay with TLS' sh -c "curl -si --cacert cert.pem $url/healthz | grep -qi strict-transport"
check 'it does not speak TLS 1.1' sh -c "! curl -s --tls-max 1.1 --cacert cert.pem $url/healthz"
check 'it does not speak without TLS' sh -c "! curl -s -m 5 http://${url#https://}/healthz | grep -q ok"
stop 0
expect 3 '是否配对' serve --listen 127.0.0.1:0 --token-file tokens.json --cert cert.pem --key tokens.json

echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ]
