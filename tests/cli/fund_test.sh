#!/bin/bash
# fund_test.sh LIANDONG SOURCE: the fund of an eco-damage matter as its organs meet it: amounts posted by acts, what is
# refused, the statement, and the statement that is not given when a balance was changed beside the program.
. "$(dirname "$0")/expect.sh" "$1" "$2"

# act CODE WORDS AT ORGAN NAME OPTIONS…: an act in matter 1.
act()
{
    local code=$1 words=$2 at=$3 organ=$4 name=$5
    shift 5
    expect "$code" "$words" matter act 1 "$name" --seen "$seen" --as "$organ" --at "$at" --capability 部门负责人决定 "$@"
    [ "$code" != 0 ] || seen=$((seen + 1))
}

seen=1
"$liandong" init --sample >/dev/null || exit 1
expect 0 "合计  借方 0元  贷方 0元  借贷相等" fund statement
expect 2 "没有这样的有资金账的程序" fund statement --procedure referral
expect 6 "没有事项 1" fund statement 1
expect 0 "事项 1 第 1 次" matter open eco-damage --act 登记线索 --as mtg-eco --at 2026-03-02 --field 事由=倾倒渣土 --field 线索来源=执法 --role 赔偿权利人部门=mtg-eco
act 0 "第 2 次" 2026-03-03 mtg-eco 启动索赔 --field 启动=是 --field 赔偿义务人=某公司 --field 权利人级别=直辖市的区县人民政府
act 0 "第 3 次" 2026-03-10 mtg-eco 调查终结 --field 损害事实=若干 --paper 损害调查报告=一号
act 0 "第 4 次" 2026-03-20 mtg-eco 完成鉴定 --field 鉴定方式=鉴定评估 --field 损害数额=50万元 --paper 鉴定评估报告或者专家意见=一号
act 0 "第 5 次" 2026-04-01 mtg-eco 达成赔偿协议 --field 达成协议=是 --field 协议金额=50万元 --field 修复方式=无法修复缴纳资金 --field 经调解组织=否 --paper 赔偿协议=一号
act 7 "不超过协议" 2026-04-02 mtg-eco 核定应缴资金 --field 应缴金额=500000.01元 --field 缴款期限=2026-05-01 --role 财政部门=mtg-finance
act 0 "应制作文书：缴款通知" 2026-04-02 mtg-eco 核定应缴资金 --field 应缴金额=50万元 --field 缴款期限=2026-05-01 --role 财政部门=mtg-finance
act 0 "第 7 次" 2026-04-20 mtg-finance 登记缴款 --field 本次缴款=123456.78元 --paper 非税缴款书=一号
act 7 "账户“应收赔偿金”只有 376543.22元" 2026-04-21 mtg-finance 登记缴款 --field 本次缴款=376543.23元 --paper 非税缴款书=二号
act 3 "应当写明本次的“本次缴款”" 2026-04-21 mtg-finance 登记缴款 --paper 非税缴款书=二号
act 0 "第 8 次" 2026-05-20 mtg-finance 登记缴款 --field 本次缴款=376543.22元 --paper 非税缴款书=二号
expect 0 "账户 专户  50万元" matter show 1
expect 0 '"专户":"50万元"' matter show 1 --json
expect 0 "专户  期初 0元  借方 50万元  贷方 0元  期末 50万元" fund statement
expect 0 "第 7 次  登记缴款  贷 应收赔偿金  123456.78元" fund statement 1
expect 0 "专户  期初 123456.78元  借方 376543.22元  贷方 0元  期末 50万元" fund statement 1 --from 2026-05-01 --to 2026-05-31
expect 0 "专户  期初 0元  借方 123456.78元  贷方 0元  期末 123456.78元" fund statement --to 2026-04-30
expect 0 '"debit":"100万元","credit":"100万元"' fund statement --json
expect 0 "不同 0" replay --check

# ---- a balance changed beside the program ----
python3 -c 'import sqlite3; d = sqlite3.connect("home/liandong.db"); d.execute("UPDATE matter SET body = replace(body, ?, ?)", ("专户\t50万元", "专户\t40万元")); d.commit()'
expect 3 "事项 1 的账户“专户”：库中的余额与历次办理的分录不符" fund statement
expect 1 "重放的结果与库中不同" replay --check

echo "$passed passed, $failed failed, $skipped skipped"
exit "$((failed > 0))"
