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
expect 2 'TLS 代理' serve --listen 0.0.0.0:0
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
    "$liandong" serve --listen 127.0.0.1:0 "$@" >started 2>serve.err &
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

start --token-file tokens.json --log access.log
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
start --token-file tokens.json
check 'an upload is taken' test "$(curl -s -o /dev/null -w '%{http_code}' -F file=@mining.jsonl "$url/api/v1/imports" \
    -H 'Authorization: Bearer secret-token-of-test')" = 202
kill -KILL $server
wait $server 2>/dev/null
check 'a killed server leaves its folder' test "$(ls home/uploads/*.lock | wc -l)" = 1
start --token-file tokens.json
check 'the next one takes it away' test "$(ls home/uploads/*.lock | wc -l)" = 1
stop 0
check 'and its own when it ends' test "$(find home/uploads -mindepth 1 | wc -l)" = 0

# TLS.
openssl req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out cert.pem -days 2 -subj /CN=localhost \
    -addext subjectAltName=IP:127.0.0.1 2>/dev/null
start --token-file tokens.json --cert cert.pem --key key.pem
words='"status":"ok"'
check 'it speaks TLS' answers --cacert cert.pem "$url/healthz"
check 'it asks browsers to stay with TLS' sh -c "curl -si --cacert cert.pem $url/healthz | grep -qi strict-transport"
check 'it does not speak TLS 1.1' sh -c "! curl -s --tls-max 1.1 --cacert cert.pem $url/healthz"
check 'it does not speak without TLS' sh -c "! curl -s -m 5 http://${url#https://}/healthz | grep -q ok"
stop 0

# Accounts: nobody can come in until there are some; then people sign in, for the pages as well.
start
check 'it says what must be done first' grep -q 'user first-code' serve.err
check 'nobody can come in' sh -c "curl -s $url/api/v1/me | grep -q first_run_wanted"
check 'it says that it waits for the first run' sh -c "curl -s $url/api/v1/first-run | grep -q '\"wanted\":true'"
stop 0
expect 2 '--sample' init --accounts --district 某区 --region 110199 --home other
mkdir pages
echo '<p>pages' >pages/index.html
LIANDONG_HOME=$dir/people "$liandong" init --sample --accounts --json >people.json || exit 1
check 'each has a password of his own' test "$(sed 1d people.json | sort -u | grep -c '"password":"[a-z0-9-]*"')" = 10
login()
{
    python3 -c '
import json, sys
for line in open("people.json"):
    p = json.loads(line)
    if p.get("login") == sys.argv[1]:
        print(json.dumps({"login": p["login"], "password": p["password"]}))' "$1"
}
start --home people --pages pages --log people.log
login jiancha >jiancha.json
login xitong >xitong.json
send() # send FILE [curl's options]: signs in
{
    local file=$1
    shift
    curl -s -H 'Content-Type: application/json' --data-binary "@$file" "$@" "$url/api/v1/session"
}
send jiancha.json -c jar >me.json
check 'the prosecutor signs in' grep -q '"organ_name":"行政检察"' me.json
check 'he has nothing to set up' grep -q '"must_change_password":false,"must_set_up_code":false' me.json
check 'his session counts' sh -c "curl -s -b jar $url/api/v1/clues | grep -q '\"items\":'"
check 'it is not for scripts' grep -q HttpOnly jar
check 'an administrator is asked for a code' sh -c "curl -s -H 'Content-Type: application/json' \
    --data-binary @xitong.json $url/api/v1/session | grep -q '\"code\":\"code_wanted\"'"
check 'the pages are there' sh -c "curl -s $url/ | grep -q '<p>pages'"
check 'an address within the pages is one' sh -c "curl -s -H 'Accept: text/html' $url/matters/1 | grep -q '<p>pages'"
check 'who leaves has left' test "$(curl -s -o /dev/null -w '%{http_code}' -X DELETE -b jar -H "Origin: $url" "$url/api/v1/session")" = 204
check 'and cannot come back with it' test "$(curl -s -o /dev/null -w '%{http_code}' -b jar "$url/api/v1/me")" = 401
stop 0
check 'the log names nobody' test "$(grep -c -e jiancha -e xitong -e 127.0.0.1 people.log)" = 0
check 'the log has a line for each' test "$(grep -c '"route"' people.log)" -ge 7

expect 3 '是否配对' serve --listen 127.0.0.1:0 --token-file tokens.json --cert cert.pem --key tokens.json

echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ]
