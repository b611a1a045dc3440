-- Rows of deliveries by their ids, received by a day: those that became records, and those that did not (fate: set_aside, repeated,
-- withdrawn). place: the row in the sender's sheet; replaced_by: the records that took its place by then.
WITH asked AS (SELECT unnest($ids::VARCHAR[]) AS row_id), found AS (
    SELECT record_id AS row_id, drop_id, feed, source_unit, period, "row" AS place, "values", NULL AS fate, NULL AS reason, origin, replaces FROM records
    UNION ALL
    SELECT printf('%s-%06d', drop_id, "row"), drop_id, table_code, unit, NULL, "row", said, fate, reason, coalesce(same_as, origin), NULL
    FROM unentered_rows JOIN drops USING (drop_id)
)
SELECT row_id, found.drop_id, feed, source_unit, coalesce(found.period, checks.period) AS period, place, "values", fate, reason, origin, replaces,
    list((SELECT list(later.record_id ORDER BY later.record_id) FROM records AS later JOIN drops AS since USING (drop_id)
          WHERE later.replaces = row_id AND since.received_on <= $as_of::DATE))[1] AS replaced_by,
    folder, name AS file, sha256, received_on::VARCHAR AS received_on, received_at, verdict, sheet
FROM found JOIN asked USING (row_id) JOIN drops USING (drop_id) LEFT JOIN checks USING (drop_id)
WHERE received_on <= $as_of::DATE GROUP BY ALL ORDER BY received_at, row_id;
