#!/bin/bash
# ledger_test.sh LIANDONG SOURCE: the ledger as an organ and an administrator meet it, exit codes and words; and the same
# checked by hand with openssl and no program of ours, as docs/ledger.md tells it.
. "$(dirname "$0")/expect.sh" "$1" "$2"

is_not()
{
    ! "$@"
}

sql()
{
    python3 -c 'import sqlite3, sys; d = sqlite3.connect(sys.argv[1]); d.executescript(sys.argv[2])' home/liandong.db "$1"
}

# ---- the road ----
"$liandong" init --sample >/dev/null || exit 1
expect 6 "请先运行 liandong ledger init" ledger head
expect 6 "请先运行 liandong ledger init" ledger export --out heads.txt
expect 0 "已启用存证链" ledger init
expect 7 "已经启用" ledger init
check "the private key is nobody else's" [ "$(stat -c %a home/ledger.key)" = 600 ]
check "the private key is not in the database" is_not grep -qaF "$(sed -n 2p home/ledger.key)" home/liandong.db home/liandong.db-wal
expect 6 "还没有树头" ledger prove 0 --out proof.txt
cp "$source/tests/story/files/row17.csv" .
"$liandong" import row17.csv >/dev/null
"$liandong" screen >/dev/null
expect 0 '"size":5' ledger head --json
expect 0 '"size":5' ledger head --json
expect 0 "私钥 jcy.key" ledger keygen jcy.key
expect 7 "已存在，不覆盖私钥" ledger keygen jcy.key
expect 8 "没有登记为见证密钥" ledger cosign --key jcy.key
expect 2 "请用 --name" ledger witness --add jcy.key.pub
expect 0 "示例区人民检察院" ledger witness --add jcy.key.pub --name 示例区人民检察院
expect 7 "已经登记过" ledger witness --add jcy.key.pub --name 示例区人民检察院
expect 0 "请与对方当面核对" ledger cosign --key jcy.key --memory other.witness
expect 0 "已副署大小 5" ledger cosign --key jcy.key --server home/ledger.key.pub
expect 0 "大小 6" ledger head
expect 0 "已副署大小 6" ledger cosign --key jcy.key
expect 0 "2 个树头" ledger export --out heads.txt
expect 0 "副署：示例区人民检察院" ledger verify --heads heads.txt --db
expect 0 '"fits":true' ledger verify --heads heads.txt --db --json
expect 0 "没有给出 --heads" ledger verify --db
expect 2 "请用 --heads" ledger verify
expect 0 "对大小 6 的树头" ledger prove clue_event:1 --out proof.txt --content content.txt
expect 0 "对大小 5 的树头" ledger prove 2 --size 5 --out small.txt
expect 0 "对大小 6 的树头" ledger consistency 5 6 --out growth.txt
expect 0 "证明成立" ledger verify --heads heads.txt --proof proof.txt --proof small.txt --proof growth.txt --server home/ledger.key.pub
expect 0 "只核验了签名和先后" ledger verify --heads heads.txt
expect 2 "不是叶的编号" ledger prove Clue:1 --out x.txt
expect 6 "存证链中没有 act:1" ledger prove act:1 --out x.txt
expect 6 "还没有被大小 6 的树头覆盖" ledger prove 6 --out x.txt
expect 2 "先小后大" ledger consistency 6 5 --out x.txt
expect 2 "请用 --out" ledger consistency 5 6

# ---- a passphrase ----
printf 'correct horse\n' >pass && chmod 600 pass
printf 'wrong\n' >wrong && chmod 600 wrong
expect 0 "私钥 sfj.key" ledger keygen sfj.key --passphrase-file pass
expect 0 "司法局" ledger witness --add sfj.key.pub --name 示例区司法局
expect 3 "请用 --passphrase-file" ledger cosign --key sfj.key
expect 3 "口令不对" ledger cosign --key sfj.key --passphrase-file wrong
expect 0 "已副署" ledger cosign --key sfj.key --passphrase-file pass
chmod 644 pass
expect 8 "别人也能读" ledger cosign --key sfj.key --passphrase-file pass
chmod 644 jcy.key
expect 8 "chmod 600" ledger cosign --key jcy.key
chmod 600 jcy.key
check "words never hold the passphrase" is_not grep -qF "correct horse" out
check "openssl opens the locked key" openssl pkey -in sfj.key -passin "pass:correct horse" -noout

# ---- a witness without the database ----
expect 0 "大小 7" ledger head
"$liandong" ledger export --out new.txt >/dev/null
expect 9 "不是从上次副署的" ledger cosign --key jcy.key --heads new.txt --out back.txt
check "nothing is signed then" [ ! -e back.txt ]
"$liandong" ledger consistency 6 7 --out growth67.txt >/dev/null
expect 0 "已副署大小 7" ledger cosign --key jcy.key --heads new.txt --proof growth67.txt --out back.txt
expect 0 "收下副署 1 个" ledger cosign --take back.txt
expect 0 "副署：示例区人民检察院" ledger verify --db --heads heads.txt

# ---- by hand ----
sed -n '/^liandong ledger head v1$/,/^key /p' heads.txt | tail -n 6 >head.bin
server=$(sed -n 's/^sign //p' heads.txt | tail -n 1)
python3 -c 'import sys; open(sys.argv[1], "wb").write(bytes.fromhex(sys.argv[2]))' head.sig "$server"
check "openssl verifies the server's signature" \
    openssl dgst -sm3 -verify home/ledger.key.pub -sigopt distid:1234567812345678 -signature head.sig head.bin
sed 's/^size 6$/size 7/' head.bin >forged.bin
check "and not of another head" is_not \
    openssl dgst -sm3 -verify home/ledger.key.pub -sigopt distid:1234567812345678 -signature head.sig forged.bin
set -- $(sed -n 's/^cosign //p' heads.txt | tail -n 1)
{ printf 'liandong ledger cosign v1\nwitness %s\ntime %s\n' "$1" "$2"; cat head.bin; } >cosign.bin
python3 -c 'import sys; open(sys.argv[1], "wb").write(bytes.fromhex(sys.argv[2]))' cosign.sig "$3"
check "openssl verifies the witness's signature" \
    openssl dgst -sm3 -verify jcy.key.pub -sigopt distid:1234567812345678 -signature cosign.sig cosign.bin
check "a key is called by SM3 of its DER" [ "$(openssl pkey -pubin -in jcy.key.pub -outform DER | openssl dgst -sm3 -r | cut -c1-64)" = "$1" ]
check "the content has the digest of the proof" \
    [ "$(openssl dgst -sm3 -r content.txt | cut -c1-64)" = "$(sed -n 's/^sm3 //p' proof.txt)" ]
cat >climb.py <<'P'
import subprocess, sys
def sm3(b): return bytes.fromhex(subprocess.run(["openssl", "dgst", "-sm3", "-r"], input=b, capture_output=True, check=True).stdout[:64].decode())
line = [l.split(" ", 1) for l in open(sys.argv[1]).read().splitlines()[1:]]
p = {k: v for k, v in line if k != "node"}
r = sm3(b"\0" + ("liandong ledger leaf v1\nkind %s\nref %s\nsm3 %s\n" % (p["kind"], p["ref"], p["sm3"])).encode())
fn, sn = int(p["index"]), int(p["size"]) - 1
for node in (bytes.fromhex(v) for k, v in line if k == "node"):
    if fn & 1 or fn == sn:
        r = sm3(b"\1" + node + r)
        while not fn & 1 and fn: fn, sn = fn >> 1, sn >> 1
    else:
        r = sm3(b"\1" + r + node)
    fn, sn = fn >> 1, sn >> 1
sys.exit(sn != 0 or r.hex() != sys.argv[2])
P
check "the proof climbs to the root" python3 climb.py proof.txt "$(sed -n 's/^root //p' head.bin)"

# ---- files that are not as they should be ----
sed 's/^index 2$/index 3/' proof.txt >bad.txt
expect 9 "不成立：第 3 叶" ledger verify --heads heads.txt --proof bad.txt
sed 's/^root ./root z/' heads.txt >bad.txt
expect 3 "bad.txt:" ledger verify --heads bad.txt
expect 3 "不是存证链的证明" ledger verify --heads heads.txt --proof heads.txt
expect 6 "找不到文件" ledger verify --heads nowhere.txt
expect 9 "不可信的密钥" ledger verify --heads heads.txt --server jcy.key.pub

# ---- tampering ----
cp -r home kept
sql "DROP TRIGGER clue_event_no_update; UPDATE clue_event SET sentence = 'x' WHERE id = 2"
expect 9 "clue_event:2 的内容与第 3 叶不符" ledger verify --heads heads.txt --db
expect 9 '"kind":"content","index":3' ledger verify --heads heads.txt --db --json
rm -rf home && cp -r kept home
sql "DROP TRIGGER import_ended; DROP TRIGGER import_source; UPDATE import SET file = 'y.csv'"
expect 9 "import:1 的内容与第 1 叶不符" ledger verify --heads heads.txt --db
rm -rf home && cp -r kept home
sql "DROP TRIGGER ledger_head_delete; DROP TRIGGER ledger_cosign_delete; DELETE FROM ledger_cosign; DELETE FROM ledger_head WHERE size = 7;
    DROP TRIGGER ledger_leaf_delete; DELETE FROM ledger_leaf WHERE seq > 3"
expect 9 "账被回退" ledger cosign --key jcy.key
expect 9 "库中只有 4 叶" ledger verify --heads heads.txt --db
expect 7 "拒绝签发树头" ledger head
echo "$passed passed, $failed failed, $skipped skipped"
exit "$((failed > 0))"
