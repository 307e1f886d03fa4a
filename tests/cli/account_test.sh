#!/bin/bash
# account_test.sh LIANDONG SOURCE: accounts as three administrators and an officer meet them at the command line: exit codes
# and words; and that the ledger finds it when somebody alters an audit event.
. "$(dirname "$0")/expect.sh" "$1" "$2"

is_not()
{
    ! "$@"
}

sql()
{
    python3 -c 'import sqlite3, sys; d = sqlite3.connect(sys.argv[1]); d.executescript(sys.argv[2])' home/liandong.db "$1"
}

field() # field NAME: of the first JSON line of out
{
    python3 -c 'import json, sys; print(json.loads(open("out").readline())[sys.argv[1]])' "$1"
}

# The code of a Base32 secret, made with no program of ours, STEPS of 30 seconds from now: 0 is now.
code_of()
{
    python3 -c '
import base64, hashlib, hmac, struct, sys, time
s = base64.b32decode(sys.argv[1] + "=" * (-len(sys.argv[1]) % 8))
m = hmac.new(s, struct.pack(">Q", int(time.time()) // 30 + int(sys.argv[2])), hashlib.sha1).digest()
o = m[-1] & 15
print("%06d" % ((struct.unpack(">I", m[o:o + 4])[0] & 0x7fffffff) % 1000000))' "$1" "$2"
}

secret_file() # secret_file NAME TEXT
{
    printf '%s\n' "$2" >"$1"
    chmod 600 "$1"
}

# ---- the first three ----
"$liandong" init --sample >/dev/null || exit 1
"$liandong" ledger init >/dev/null || exit 1
three=(--system zhao:赵系统:区司法局 --security qian:钱安全:区司法局 --audit sun:孙审计:区检察院)
expect 0 '"code":' user first-code --json
code=$(field code)
check "the sealing key is nobody else's" [ "$(stat -c %a home/identity.key)" = 600 ]
expect 2 "请用 --audit" user first --first-code "$code" --system a:b:区司法局 --security c:d:区司法局
expect 8 "首次运行码不对" user first --first-code wrong "${three[@]}"
expect 3 "三个人" user first --first-code "$code" --system zhao:甲:区司法局 --security qian:甲:区司法局 --audit sun:乙:区检察院
expect 0 '"password":' user first --first-code "$code" "${three[@]}" --json
for i in 1 2 3; do
    sed -n ${i}p out | python3 -c 'import json, sys; d = json.load(sys.stdin); print(d["password"])' >temp$i
    chmod 600 temp$i
done
expect 7 "已有系统管理员" user first-code
expect 7 "已有系统管理员" user first --first-code "$code" "${three[@]}"

# ---- each sets a password of his own and one-time codes ----
i=1
for login in zhao qian sun; do
    secret_file pass.$login "qing-feng-ming-yue-$i"
    expect 8 "请先修改口令" audit list --by $login --password-file temp$i
    expect 0 "已修改口令：$login" user password $login --password-file temp$i --new-password-file pass.$login
    expect 0 '"uri":"otpauth://totp/Liandong:' user totp $login --password-file pass.$login --json
    field secret >totp.$login
    expect 0 '"recovery":["' user totp $login --password-file pass.$login --confirm "$(code_of "$(cat totp.$login)" -1)" --json
    python3 -c 'import json; print("\n".join(json.load(open("out"))["recovery"]))' >recovery.$login
    i=$((i + 1))
done
expect 8 "请一并输入六位动态口令" user add li.an --name 李安 --organ 区市场监管局 --by zhao --password-file pass.zhao

# Codes go by steps of 30 seconds and are taken once; recovery codes stand in for them here.
by() # by LOGIN: the options that prove him, with his next recovery code
{
    recovery=$(head -n 1 recovery.$1)
    sed -i 1d recovery.$1
    by=(--by "$1" --password-file "pass.$1" --code "$recovery")
}

# ---- accounts and posts ----
by zhao
expect 0 '"password":' user add li.an --name 李安 --organ 区市场监管局 "${by[@]}" --json
field password >temp && chmod 600 temp
expect 8 "登录名、口令或动态口令不对" user add x.yz --name 某 --organ 区市场监管局 "${by[@]}"
by qian
expect 8 "没有“用户管理”权限" user suspend li.an --reason 测试 "${by[@]}"
by qian
expect 0 "已授予岗位：li.an" user grant li.an 执法机关负责人 "${by[@]}"
by qian
expect 3 "不能授予这类机关的人员" user grant li.an 检察长 "${by[@]}"
by qian
expect 7 "三个人" user grant zhao 审计管理员 "${by[@]}"
check "it names the standard and says that nobody read it" grep -q 'GB/T 22239-2019.*未核实' out
expect 0 "批准移送、部门负责人决定" post list
expect 0 '"capabilities":["授权管理"]' post list --json
expect 0 "执法机关负责人" user list --organ 区市场监管局
expect 0 '"state":"active"' user show li.an --json
expect 6 "没有账户" user show nobody

# ---- passwords ----
secret_file new 'Li.An-2026-x'
expect 3 "不能包含登录名" user password li.an --password-file temp --new-password-file new
secret_file new 'Password2026'
expect 3 "太常见" user password li.an --password-file temp --new-password-file new
secret_file new 'shan-gao-shui-chang-6'
chmod 644 new
expect 8 "chmod 600" user password li.an --password-file temp --new-password-file new
chmod 600 new
expect 0 "已修改口令" user password li.an --password-file temp --new-password-file new
expect 8 "没有“审计查看”权限" audit list --by li.an --password-file new
check "a password can come from standard input" eval '"$liandong" audit receipts --by li.an --password-file - <new'

# ---- tokens ----
by qian
expect 0 '"token":"ldk_' token create 执法平台 --organ 区市场监管局 --scope 数据导入 --days 30 "${by[@]}" --json
token=$(field token)
expect 0 "有效" token list
check "the store does not hold it" is_not grep -qaF "${token:4:40}" home/liandong.db home/liandong.db-wal
by qian
expect 0 "已收回令牌" token revoke "${token:0:12}" "${by[@]}"
expect 0 "已收回" token list

# ---- the directory ----
expect 0 "机关和人员已写入" organ export directory.xlsx
expect 0 '"organs":' organ import directory.xlsx --out organs.yaml --json
expect 7 "不覆盖" organ import directory.xlsx --out organs.yaml
expect 0 "机关和内设机构" organ list
printf '登录名,姓名,机关\nwang.er,王二,区检察院\nX,某,没有的局\n' >people.csv
by zhao
expect 1 "第 3 行“登录名”列" user import people.csv "${by[@]}"
check "the organ is named too" grep -q '第 3 行“机关”列：没有机关“没有的局”' out
sed -i 3d people.csv
by zhao
expect 0 '"login":"wang.er"' user import people.csv "${by[@]}" --json
cp out made
expect 0 "账户 5 个" user list

# ---- personal data ----
cp "$source/tests/story/files/row17.csv" .
expect 1 "新增 18" import row17.csv
expect 8 "没有“查看个人信息”权限" unmask 行政处罚 1 --purpose 核对被移送人身份 --by li.an --password-file new
by qian
expect 0 "已授予岗位" user grant wang.er 个人信息查看人 "${by[@]}"
secret_file looks 'ye-lai-feng-yu-sheng-5'
python3 -c 'import json; print(json.loads(open("made").readline())["password"])' >temp2 && chmod 600 temp2
expect 0 "已修改口令" user password wang.er --password-file temp2 --new-password-file looks
expect 3 "应当写明用途" unmask 行政处罚 1 --purpose 看看 --by wang.er --password-file looks
expect 3 "没有遮盖" unmask 行政处罚 1 决定书文号 --purpose 核对被移送人身份 --by wang.er --password-file looks
expect 6 "没有字段" unmask 行政处罚 1 没有的 --purpose 核对被移送人身份 --by wang.er --password-file looks
expect 0 '"field":"当事人名称"' unmask 行政处罚 1 当事人名称 --purpose 核对被移送人身份 --by wang.er --password-file looks --json
expect 0 "核对被移送人身份" audit receipts --by wang.er --password-file looks
check "the receipt names the field" grep -q 'penalty:1:当事人名称' out

# ---- audit ----
by sun
expect 0 "授予岗位" audit list --what grant "${by[@]}"
expect 0 "会话 0 个" session list
expect 0 '"fits":true' ledger verify --db --json
check "no name of a person is in an event" is_not eval \
    "python3 -c 'import sqlite3; print(sqlite3.connect(\"home/liandong.db\").execute(\"SELECT * FROM audit_event\").fetchall())' | grep -q 李安"
sql "DROP TRIGGER audit_event_update; UPDATE audit_event SET actor = 'sun' WHERE what = 'grant'"
expect 9 "不符" ledger verify --db

# ---- too many guesses ----
secret_file guess 'bu-shi-zhe-ge-kou-ling'
for i in 1 2 3 4 5 6; do
    expect 8 "不对" audit receipts --by li.an --password-file guess
done
expect 8 "秒后再试" audit receipts --by li.an --password-file new

echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ]
