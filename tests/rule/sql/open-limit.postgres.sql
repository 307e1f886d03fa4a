-- 规则 open-limit 「达到标准而未移送」
-- 类型 有案不移
-- 罪名 非法采矿罪
-- 依据 1997修订 第三百四十三条第一款
-- 筛查 行政处罚：b 是被筛查的记录，c 是统计到的其他记录
SELECT id, (c1 AND c2) IS NULL AS undetermined
FROM (
    SELECT b.id,
    -- 达到 标准.非法采矿罪
    CASE
        WHEN coalesce(b.conduct_to, b.decided_on) >= 12206 /* 2003-06-03 */ AND coalesce(b.conduct_to, b.decided_on) < 17136 /* 2016-12-01 */ THEN b.mineral_value >= 5000000 /* 限.矿产品价值 5万元 */
        WHEN coalesce(b.conduct_to, b.decided_on) >= 17136 /* 2016-12-01 */ THEN (CASE WHEN b.mineral_value >= 30000000 /* 限.矿产品价值 30万元 */ THEN TRUE WHEN b.mineral_value < 10000000 /* 限.矿产品价值 10万元 */ THEN FALSE END
            OR ((b.closed_area <> 0)
                AND CASE WHEN b.mineral_value >= 15000000 /* 限.矿产品价值 × 50% 15万元 */ THEN TRUE WHEN b.mineral_value < 5000000 /* 限.矿产品价值 × 50% 5万元 */ THEN FALSE END)
            OR CASE
                WHEN b.party_id IS NOT NULL
                    AND add_years(b.decided_on, -2) IS NOT NULL
                    AND b.decided_on IS NOT NULL THEN (SELECT count(*) FROM sc_penalty AS c WHERE
                    c.party_id = b.party_id
                    AND c.decided_on >= add_years(b.decided_on, -2)
                    AND c.decided_on <= b.decided_on
                    AND c.cause IN ('mining.unlicensed', 'mining.sand') /* “非法采矿”类 */
                    AND c.id <> b.id)
                WHEN (SELECT count(*) FROM (SELECT 1 FROM sc_penalty LIMIT 2) AS any_row) < 2 THEN 0 END >= 2 /* 限.处罚次数 */) END AS c1,
    -- 不存在(移送, 案件 = 本案)
    CASE
        WHEN b.case_key IS NOT NULL THEN NOT EXISTS (SELECT 1 FROM sc_referral AS c WHERE
            c.case_key = b.case_key)
        WHEN NOT EXISTS (SELECT 1 FROM sc_referral) THEN TRUE END AS c2
    FROM sc_penalty AS b
    WHERE b.cause IS NOT NULL
      AND b.cause IN ('mining.unlicensed', 'mining.sand') /* “非法采矿”类 */
      AND (strpos(coalesce(b.penalty, '无'), '已移送') = 0 AND strpos(coalesce(b.penalty, '无'), 'it''s') = 0)
) AS r
WHERE c1 IS NOT FALSE
  AND c2 IS NOT FALSE
ORDER BY id;
