-- 规则 peers 「罚款畸高于同类」
-- 类型 类案不同罚
-- 依据 测试〔2020〕1号 第一条
-- 筛查 行政处罚：b 是被筛查的记录，c 是统计到的其他记录
WITH peer1 AS (
    SELECT cause, year,
           count(fine) AS s1,
           quantile(fine, 50) AS s2
    FROM sc_penalty
    WHERE cause IS NOT NULL AND year IS NOT NULL
    GROUP BY cause, year
),
peer2 AS (
    SELECT organ,
           mean(fine) AS s1
    FROM sc_penalty
    WHERE organ IS NOT NULL
    GROUP BY organ
)
SELECT id, (c1 AND c2 AND c3) IS NULL AS undetermined
FROM (
    SELECT b.id,
    -- 同类(罚款金额 的 件数, 按 案由, 年度) >= 10
    peer1.s1 >= 10 AS c1,
    -- 罚款金额 > 同类(罚款金额 的 中位数, 按 案由, 年度) × 5
    b.fine > times(peer1.s2, 5, 1, 1) AS c2,
    -- 罚款金额 > 同类(罚款金额 的 均值, 按 机关)
    b.fine > peer2.s1 AS c3
    FROM sc_penalty AS b
    LEFT JOIN peer1 ON peer1.cause = b.cause AND peer1.year = b.year
    LEFT JOIN peer2 ON peer2.organ = b.organ
    WHERE b.cause IS NOT NULL
      AND b.year IS NOT NULL
      AND b.fine IS NOT NULL
) AS r
WHERE c1 IS NOT FALSE
  AND c2 IS NOT FALSE
  AND c3 IS NOT FALSE
ORDER BY id;
