-- What the files received from a day to another came to, by feed and unit: files, refused ones, rows, rows set aside, rows sent twice.
SELECT table_code AS feed, unit, count(*) AS files, count(*) FILTER (verdict IN ('rejected', 'misplaced')) AS refused,
    sum(rows_in)::BIGINT AS rows_in, sum(rows_rejected)::BIGINT AS rows_aside, sum(rows_repeated)::BIGINT AS rows_repeated
FROM drops JOIN checks USING (drop_id)
WHERE received_on BETWEEN $first::DATE AND $last::DATE AND table_code IN (SELECT unnest($feeds::VARCHAR[]))
GROUP BY ALL ORDER BY ALL;
