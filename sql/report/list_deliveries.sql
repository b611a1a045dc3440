-- Every file received up to a day in an agreed folder, with its verdict (null: not judged yet) and the rows its sender
-- was asked to correct; a mere repetition needs no correction.
SELECT table_code AS feed, unit, period, verdict, received_on, coalesce(rows_accepted, 0) AS rows_accepted,
    (SELECT count(DISTINCT "row") FROM findings WHERE findings.drop_id = drops.drop_id AND severity = 'row' AND rule <> 'DUPLICATE_ROW')
        AS rows_to_correct
FROM drops LEFT JOIN checks USING (drop_id)
WHERE table_code IN (SELECT unnest($feeds::VARCHAR[])) AND received_on <= $as_of::DATE
ORDER BY received_at, drop_id;
