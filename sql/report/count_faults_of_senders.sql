-- For which columns rows were set aside in the files received from a day to another, by feed and unit, the most frequent first.
SELECT table_code AS feed, unit, "column", count(DISTINCT (drop_id, "row")) AS rows_aside
FROM findings JOIN drops USING (drop_id)
WHERE received_on BETWEEN $first::DATE AND $last::DATE AND table_code IN (SELECT unnest($feeds::VARCHAR[]))
    AND severity = 'row' AND "row" IS NOT NULL AND "column" IS NOT NULL
GROUP BY ALL ORDER BY feed, unit, rows_aside DESC, "column";
