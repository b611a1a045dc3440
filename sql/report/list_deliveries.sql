-- Every file received up to a day in an agreed folder, with its verdict (null: not judged yet), the rows it brought (a row that
-- corrects an earlier one brings none) and the rows its sender still has to correct (open_rows).
WITH seen AS (
    SELECT * FROM drops WHERE received_on <= $as_of::DATE AND table_code IN (SELECT unnest($feeds::VARCHAR[]))
), open_by_file AS (
    SELECT drop_id, count(*) AS rows_to_correct FROM open_rows($as_of::DATE, $feeds::VARCHAR[]) GROUP BY drop_id
), brought AS (
    SELECT drop_id, count(*) AS rows_new FROM records WHERE replaces IS NULL GROUP BY drop_id
)
SELECT table_code AS feed, unit, period, verdict, received_on, coalesce(rows_new, 0) AS rows_new, coalesce(rows_to_correct, 0) AS rows_to_correct
FROM seen LEFT JOIN checks USING (drop_id) LEFT JOIN open_by_file USING (drop_id) LEFT JOIN brought USING (drop_id)
ORDER BY received_at, drop_id;
