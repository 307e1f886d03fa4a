-- 规则 units 「单位不同」
-- 类型 类案不同罚
-- 依据 测试〔2020〕1号 第一条
-- 筛查 行政处罚：b 是被筛查的记录，c 是统计到的其他记录
SELECT id, (c1 AND c2 AND c3 AND c4 AND c5) IS NULL AS undetermined
FROM (
    SELECT b.id,
    -- 危险废物 >= 清理废物
    compare_scaled(b.waste, 1000, b.waste_cleared, 1) >= 0 AS c1,
    -- 占用面积 + 硬化面积 介于 5亩 到 1000平方米
    (compare_scaled(plus(b.area, convert_unit(b.paved, 3, 2000)), 2000, 5000000 /* 5亩 */, 2000) >= 0 AND compare_scaled(plus(b.area, convert_unit(b.paved, 3, 2000)), 2000, 1000000000 /* 1000平方米 */, 3) <= 0) AS c2,
    -- 罚款金额 × 30% < 标准.滥伐林木罪.林木价值 × 2
    times(b.fine, 30000000 /* 30% */, 1, 100000000) < times(CASE
        WHEN coalesce(b.conduct_to, b.decided_on) >= 18262 /* 2020-01-01 */ THEN 3000000 /* 标准.滥伐林木罪.林木价值 3万元 */ END, 2, 1, 1) AS c3,
    -- 今日 - 1年 > 决定日期
    add_years(20254 /* 今日 2025-06-15 */, -1) > b.decided_on AS c4,
    -- 年(立案日期) ≠ 年度
    year_of(b.opened_on) <> b.year AS c5
    FROM sc_penalty AS b
) AS r
WHERE c1 IS NOT FALSE
  AND c2 IS NOT FALSE
  AND c3 IS NOT FALSE
  AND c4 IS NOT FALSE
  AND c5 IS NOT FALSE
ORDER BY id;
