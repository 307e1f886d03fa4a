#!/bin/bash
# document_test.sh LIANDONG SOURCE: a document as a clerk and a head of office meet it: made from a matter, edited, signed
# off, verified without the database, and found out when it is touched.
. "$(dirname "$0")/expect.sh" "$1" "$2"

flip()
{
    python3 - "$1" "$2" "$3" <<'PY'
import sys
data = bytearray(open(sys.argv[1], 'rb').read())
data[int(sys.argv[3])] ^= 1
open(sys.argv[2], 'wb').write(data)
PY
}

sql()
{
    python3 -c 'import sqlite3, sys; d = sqlite3.connect(sys.argv[1]); d.executescript(sys.argv[2])' home/liandong.db "$1"
}

"$liandong" init --sample >/dev/null || exit 1
as=(--as 区市场监管局 --person 甲)
open_matter()
{
    "$liandong" matter open referral "${as[@]}" --key "$1" --field 当事人=某石材有限公司 --field 违法事实=无证开采石料 \
        --field 涉嫌罪名=非法采矿罪 --field 专案组人数=2 >/dev/null
}
open_matter one || exit 1

# ---- making ----
expect 6 "没有文书模板" document make 移送信 --matter 1 --out x.pdf "${as[@]}"
expect 6 "是否想写“涉嫌犯罪案件移送书”" document make 涉嫌犯罪案件移送 --matter 1 --out x.pdf "${as[@]}"
expect 2 "请用 --matter" document make 专案组指定单 --out x.pdf "${as[@]}"
expect 2 "二者取一" document make 专案组指定单 --matter 1
expect 2 "结尾" document make 专案组指定单 --matter 1 --out x.doc "${as[@]}"
expect 6 "没有事项 9" document make 专案组指定单 --matter 9 --out x.pdf "${as[@]}"
expect 7 "程序是“移送涉嫌犯罪案件”" document make opinion-letter --matter 1 --out x.pdf "${as[@]}"
expect 0 "已写入" document make 专案组指定单 --matter 1 --out team.pdf "${as[@]}"
check "a draft is a PDF" [ "$(head -c 8 team.pdf)" = "%PDF-1.7" ]
expect 0 "已写入" document make 专案组指定单 --matter 1 --out team.docx "${as[@]}"
expect 7 "只能照用" document make 涉嫌犯罪案件移送书 --matter 1 --out x.pdf "${as[@]}" --field 涉嫌罪名=走私罪
expect 3 "还缺：公安机关、批准文号" document make 涉嫌犯罪案件移送书 --matter 1 --out x.pdf "${as[@]}"

# ---- drafts ----
expect 2 "请用 --as" document make 移送涉嫌犯罪案件的书面报告 --matter 1 --keep
expect 8 "不能阅看" document make 移送涉嫌犯罪案件的书面报告 --matter 1 --keep --as 区检察院
expect 0 "文书 1 的第 1 稿" document make 移送涉嫌犯罪案件的书面报告 --matter 1 --keep "${as[@]}"
expect 0 "草稿" document list --matter 1
expect 0 "我专案组在办理某石材有限公司一案中" document text 1 "${as[@]}"
expect 8 "不能阅看" document text 1 --as 区检察院
expect 8 "不能阅看" document diff 1 --as 区检察院
expect 8 "不能阅看" document make 专案组指定单 --matter 1 --out y.pdf --as 区检察院
expect 2 "请用 --as" document make 专案组指定单 --matter 1 --out y.pdf
"$liandong" document text 1 --out text "${as[@]}"
sed 's/无证开采石料/无证开采建筑石料三百吨/' text >edited
expect 2 "请用 --seen" document edit 1 edited "${as[@]}"
expect 8 "不能阅看、起草或者修改" document edit 1 edited --seen 1 --as 区检察院
expect 0 "第 2 稿" document edit 1 edited --seen 1 "${as[@]}"
expect 7 "已有第 2 稿" document edit 1 edited --seen 1 "${as[@]}"
expect 0 "+ 无证开采建筑石料三百吨" document diff 1 "${as[@]}"
printf 'not a text\n' >bad
expect 3 "第 1 行" document edit 1 bad --seen 2 "${as[@]}"

# ---- sign-off ----
"$liandong" ledger init >/dev/null
"$liandong" ledger keygen organ.key >/dev/null
"$liandong" ledger keygen other.key >/dev/null
expect 2 "请用 --seen" document sign 1 "${as[@]}" --key organ.key
expect 8 "签发文书" document sign 1 --seen 2 "${as[@]}" --key organ.key
expect 8 "只能由" document sign 1 --seen 2 --as 区检察院 --capability 签发文书 --key organ.key
expect 7 "您看到的是第 1 稿" document sign 1 --seen 1 "${as[@]}" --capability 签发文书 --key organ.key
expect 0 "存证编号 document:1" document sign 1 --seen 2 "${as[@]}" --capability 签发文书 --key organ.key --out signed.pdf
check "the file is kept in the home" cmp signed.pdf home/document/1.pdf
expect 7 "已经签发" document sign 1 --seen 3 "${as[@]}" --capability 签发文书 --key organ.key
expect 7 "已经签发" document edit 1 edited --seen 3 "${as[@]}"
expect 0 "已签发" document list --matter 1
check "a signed text cannot be written over" bash -c "! python3 -c \"
import sqlite3
sqlite3.connect('home/liandong.db').execute('UPDATE document SET number = 1')\""

# ---- verification, without the database ----
mv home away
expect 0 "签名有效" document verify signed.pdf --key organ.key.pub
expect 0 '"valid":true' document verify signed.pdf --key organ.key.pub --json
expect 9 "签名无效" document verify signed.pdf --key other.key.pub
expect 6 "没有签名" document verify team.pdf --key organ.key.pub
for at in 40 200 2000 -30; do
    flip signed.pdf touched.pdf "$at"
    "$liandong" document verify touched.pdf --key organ.key.pub >/dev/null 2>&1
    code=$?
    check "a file changed at $at is found out ($code)" [ "$code" = 9 -o "$code" = 3 -o "$code" = 6 ]
done
printf 'more' | cat signed.pdf - >longer.pdf
expect 9 "签名无效" document verify longer.pdf --key organ.key.pub
mv away home

# ---- the ledger ----
expect 0 "" ledger head
"$liandong" ledger export --out heads.txt >/dev/null
expect 0 "" ledger verify --heads heads.txt --db
expect 0 "对大小" ledger prove document:1 --out proof.txt --content content.txt
check "the leaf holds the text that was signed" grep -q 无证开采建筑石料三百吨 content.txt
sql "DROP TRIGGER document_seal_no_update; UPDATE document_seal SET person = '乙'"
expect 9 "" ledger verify --heads heads.txt --db

# ---- numbers: eight sign-offs at once, no gap, no repeat; one that fails takes its number back ----
act()
{
    "$liandong" matter act 1 "$1" --seen "$2" "${as[@]}" "${@:3}" >/dev/null || echo "act $1 refused"
}
act 提出书面报告 1 --paper 移送涉嫌犯罪案件的书面报告=1
act 批准移送 2 --capability 批准移送 --field 审批人身份=正职负责人 --field 批准文号=京门市监批〔2026〕1号
act 移送 3 --field 移送书文号=见文书 --field 经过检验鉴定=否 --role 公安机关=mtg-police --role 检察院=mtg-procuratorate \
    --paper 涉嫌犯罪案件移送书=1 --paper 涉嫌犯罪案件情况的调查报告=1 --paper 涉案物品清单=1
for i in 2 3 4 5 6 7 8 9; do
    expect 0 "文书 $i 的第 1 稿" document make 涉嫌犯罪案件移送书 --matter 1 --keep "${as[@]}"
done
"$liandong" document text 9 --out text "${as[@]}"
{ cat text; echo '测试用字 🦠'; } >edited
expect 0 "第 2 稿" document edit 9 edited --seen 1 "${as[@]}"
expect 3 "没有字形" document sign 9 --seen 2 "${as[@]}" --capability 签发文书 --key organ.key
expect 0 "第 3 稿" document edit 9 text --seen 2 "${as[@]}"
for i in 2 3 4 5 6 7 8 9; do
    seen=1
    [ "$i" = 9 ] && seen=3
    "$liandong" document sign "$i" --seen "$seen" "${as[@]}" --capability 签发文书 --key organ.key >"sign$i" 2>&1 &
done
wait
year=$(date -u -d '+8 hours' +%Y)
for n in 1 2 3 4 5 6 7 8; do
    check "number $n is given once" [ "$(cat sign? | grep -c "京门市监移〔$year〕${n}号")" = 1 ]
done
echo "$passed passed, $failed failed, 0 skipped"
[ "$failed" = 0 ]
