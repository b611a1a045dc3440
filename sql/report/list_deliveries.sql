-- Every file received up to a day in an agreed folder, with its verdict (null: not judged yet), the rows it brought (a row that
-- corrects an earlier one brings none) and the rows its sender still has to correct. A row set aside is settled when it came
-- back through its correction workbook, or when a later list repeats rows of its own list: then that list counts instead.
WITH seen AS (
    SELECT * FROM drops WHERE received_on <= $as_of::DATE AND table_code IN (SELECT unnest($feeds::VARCHAR[]))
), aside AS (
    SELECT drop_id, printf('%s-%06d', drop_id, "row") AS row_id, origin FROM unentered_rows WHERE fate = 'set_aside'
), settled AS (
    SELECT origin FROM records SEMI JOIN seen USING (drop_id) WHERE origin IS NOT NULL
    UNION SELECT origin FROM unentered_rows SEMI JOIN seen USING (drop_id) WHERE fate = 'repeated' AND origin IS NOT NULL
), restated AS (
    SELECT DISTINCT records.drop_id FROM unentered_rows SEMI JOIN seen USING (drop_id) JOIN records ON same_as = record_id
    WHERE unentered_rows.origin IS NULL
), open_rows AS (
    SELECT drop_id, count(*) AS rows_to_correct FROM aside ANTI JOIN restated USING (drop_id)
    WHERE row_id NOT IN (SELECT origin FROM settled) AND (origin IS NULL OR origin NOT IN (SELECT row_id FROM aside))
    GROUP BY drop_id
), brought AS (
    SELECT drop_id, count(*) AS rows_new FROM records WHERE replaces IS NULL GROUP BY drop_id
)
SELECT table_code AS feed, unit, period, verdict, received_on, coalesce(rows_new, 0) AS rows_new, coalesce(rows_to_correct, 0) AS rows_to_correct
FROM seen LEFT JOIN checks USING (drop_id) LEFT JOIN open_rows USING (drop_id) LEFT JOIN brought USING (drop_id)
ORDER BY received_at, drop_id;
