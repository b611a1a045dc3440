-- For each new record those that its sender delivered before about the same thing, or in answer to the same row set aside, and
-- that no other has replaced: by key before by place before by origin, the last first. Two columns are compared one after the
-- other, so that each can be a hash join. By place: all of $columns agree, which are those of the key without the address and the
-- number of the person; none where the key holds no address.
WITH current AS (
    SELECT record_id, feed, source_unit, "values", row_key, origin, received_at
    FROM records JOIN drops USING (drop_id)
    WHERE feed IN (SELECT feed FROM fresh)
      AND record_id NOT IN (SELECT replaces FROM records WHERE replaces IS NOT NULL)
), told AS (
    SELECT record_id, list_transform($columns::VARCHAR[], lambda name: json_extract_string("values", '$.' || name)) AS place_key
    FROM (SELECT record_id, "values" FROM fresh UNION ALL SELECT record_id, "values" FROM current) WHERE len($columns::VARCHAR[]) > 0
), placed AS (
    SELECT * FROM told WHERE len(list_filter(place_key, lambda word: word IS NULL)) = 0
), pairs AS (
    SELECT fresh.record_id, 'key' AS how, current.* RENAME (record_id AS earlier_id)
    FROM fresh JOIN current ON fresh.row_key = current.row_key AND fresh.feed = current.feed
    WHERE fresh.source_unit IS NOT DISTINCT FROM current.source_unit
    UNION ALL
    SELECT fresh.record_id, 'place' AS how, current.* RENAME (record_id AS earlier_id)
    FROM fresh JOIN placed USING (record_id) JOIN placed AS before USING (place_key) JOIN current ON current.record_id = before.record_id
    WHERE fresh.row_key <> current.row_key AND fresh.source_unit IS NOT DISTINCT FROM current.source_unit
    UNION ALL
    SELECT fresh.record_id, 'origin' AS how, current.* RENAME (record_id AS earlier_id)
    FROM fresh JOIN current ON fresh.origin = current.origin AND fresh.feed = current.feed
    WHERE fresh.source_unit IS NOT DISTINCT FROM current.source_unit
)
SELECT record_id, earlier_id, "values" AS earlier_values, how FROM pairs
ORDER BY record_id, CASE how WHEN 'key' THEN 1 WHEN 'place' THEN 2 ELSE 3 END, received_at DESC, earlier_id DESC;
