-- 规则 search 「二年内再犯」
-- 类型 类案不同罚
-- 依据 测试〔2020〕1号 第一条
-- 筛查 行政处罚：b 是被筛查的记录，c 是统计到的其他记录
SELECT id, (c1) IS NULL AS undetermined
FROM (
    SELECT b.id,
    -- 次数(行政处罚, 当事人 = 本案 且 本案.罚款金额 >= 1万元 且 决定日期 在 本案.决定日期 前 2年 内 且 ( 案由 = 本案.案由 或 缺 案由 )) >= 2 或 不缺 案件 且 合计(移送.涉案金额, 案件 = 本案) > 罚款金额 ÷ 3 或 最近(移送.受理意见, 案件 = 本案 且 移送日期 > 本案.决定日期 + 7工作日) = 「不予立案」
    (CASE
            WHEN b.party_id IS NOT NULL
                AND add_years(b.decided_on, -2) IS NOT NULL
                AND b.decided_on IS NOT NULL
                AND b.fine >= 1000000 /* 1万元 */ THEN (SELECT count(*) FROM sc_penalty AS c WHERE
                c.party_id = b.party_id
                AND c.decided_on >= add_years(b.decided_on, -2)
                AND c.decided_on <= b.decided_on
                AND (c.cause = b.cause
                    OR c.cause IS NULL)
                AND c.id <> b.id)
            WHEN b.party_id IS NOT NULL
                AND add_years(b.decided_on, -2) IS NOT NULL
                AND b.decided_on IS NOT NULL
                AND NOT (b.fine >= 1000000 /* 1万元 */) THEN 0
            WHEN (SELECT count(*) FROM (SELECT 1 FROM sc_penalty LIMIT 2) AS any_row) < 2 THEN 0 END >= 2
        OR (b.case_key IS NOT NULL
            AND (SELECT fit(sum(c.amount)) FROM sc_referral AS c WHERE
                c.case_key = b.case_key) > divide(b.fine, 3, 1, 1))
        OR CASE
            WHEN b.case_key IS NOT NULL
                AND add_working_days(b.decided_on, 7) IS NOT NULL THEN (SELECT c.opinion FROM sc_referral AS c WHERE
                c.case_key = b.case_key
                AND c.referred_on > add_working_days(b.decided_on, 7) ORDER BY c.referred_on DESC NULLS LAST, c.id DESC LIMIT 1) END = '不予立案') AS c1
    FROM sc_penalty AS b
) AS r
WHERE c1 IS NOT FALSE
ORDER BY id;
