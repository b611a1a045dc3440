-- Every file received up to a day in an agreed folder, with its verdict (null: not judged yet), the rows it brought (a row that
-- corrects an earlier one brings none), the rows its sender still has to correct (open_rows) and those given up since.
WITH seen AS (
    SELECT * FROM drops WHERE received_on <= $as_of::DATE AND table_code IN (SELECT unnest($feeds::VARCHAR[]))
), open_by_file AS (
    SELECT drop_id, count(*) AS rows_to_correct FROM open_rows($as_of::DATE, $feeds::VARCHAR[]) GROUP BY drop_id
), given_up AS (
    SELECT regexp_extract(origin, '^(.*)-', 1) AS drop_id, count(DISTINCT origin) AS given
    FROM unentered_rows SEMI JOIN seen USING (drop_id) WHERE fate = 'withdrawn' AND origin IS NOT NULL GROUP BY ALL
), brought AS (
    SELECT drop_id, count(*) AS rows_new FROM records WHERE replaces IS NULL GROUP BY drop_id
)
SELECT table_code AS feed, unit, period, verdict, received_on, coalesce(rows_new, 0) AS rows_new, coalesce(rows_to_correct, 0) AS rows_to_correct,
    coalesce(given_up.given, 0) AS rows_withdrawn
FROM seen LEFT JOIN checks USING (drop_id) LEFT JOIN open_by_file USING (drop_id) LEFT JOIN brought USING (drop_id)
LEFT JOIN given_up USING (drop_id)
ORDER BY received_at, drop_id;
