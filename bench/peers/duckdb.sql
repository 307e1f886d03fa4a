-- The functions that the statements of `liandong rule sql --dialect postgres` call, as macros of DuckDB. Whole numbers of 64 bits
-- throughout, which is faster than PostgreSQL's numeric; DuckDB refuses a product that does not fit, so that no wrong number passes.
-- Contract as there: dates lie in the years 1 to 9999, an unknown argument makes the result unknown.
CREATE MACRO rounded(n, d) AS CASE WHEN d <> 0 THEN sign(n) * sign(d) * ((2 * abs(n) + abs(d)) // (2 * abs(d))) END;
CREATE MACRO plus(a, b) AS a + b;
CREATE MACRO minus(a, b) AS a - b;
CREATE MACRO times(a, b, num, den) AS CASE WHEN num = 1 AND den = 1 THEN a * b ELSE rounded(a * b * num, den) END;
CREATE MACRO divide(a, b, num, den) AS rounded(a * num, b * den);
CREATE MACRO negate(a) AS -a;
CREATE MACRO magnitude(a) AS abs(a);
CREATE MACRO convert_unit(a, num, den) AS rounded(a * num, den);
CREATE MACRO compare_scaled(a, b, c, d) AS sign(a * b - c * d);
CREATE MACRO lower_of(a, b) AS CASE WHEN a <= b THEN a WHEN b < a THEN b END;
CREATE MACRO upper_of(a, b) AS CASE WHEN a >= b THEN a WHEN b > a THEN b END;
CREATE MACRO fit(a) AS a::BIGINT;
CREATE MACRO mean_of(s, n) AS CASE WHEN n > 0 THEN floor((2 * s + n) / (2 * n))::BIGINT END;
CREATE MACRO civil(d) AS DATE '1970-01-01' + d::INTEGER;
CREATE MACRO add_days(d, n) AS d + n;
CREATE MACRO add_months(d, n) AS ((civil(d) + to_months(n::INTEGER))::DATE - DATE '1970-01-01')::INTEGER;
CREATE MACRO add_years(d, n) AS add_months(d, n * 12);
CREATE MACRO year_of(d) AS year(civil(d));
-- The calendar as two lists: working days up to a day, and the day of each working day. A run of known days that ends makes
-- them unknown; this calendar is one run, which peers/duckdb.mjs makes sure of.
CREATE MACRO nth_of(d) AS getvariable('nth')[d - getvariable('first_day') + 1];
CREATE MACRO day_of(n) AS CASE WHEN n >= 1 THEN getvariable('working')[n] END;
CREATE MACRO working_days(a, b) AS CASE WHEN a <= b THEN nth_of(b) - nth_of(a) ELSE -(nth_of(a) - nth_of(b)) END;
CREATE MACRO add_working_days(d, n) AS CASE WHEN n = 0 THEN d WHEN n > 0 THEN day_of(nth_of(d) + n) ELSE day_of(nth_of(d - 1) + n + 1) END;
