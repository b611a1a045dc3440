-- For each new record those that its sender delivered before about the same thing, or in answer to the same row set aside, and
-- that no other has replaced: by key before by origin, the last first. Two columns are compared one after the other, so that
-- each can be a hash join.
WITH current AS (
    SELECT record_id, feed, source_unit, "values", row_key, origin, received_at
    FROM records JOIN drops USING (drop_id)
    WHERE feed IN (SELECT feed FROM fresh)
      AND record_id NOT IN (SELECT replaces FROM records WHERE replaces IS NOT NULL)
), pairs AS (
    SELECT fresh.record_id, 'key' AS how, current.* RENAME (record_id AS earlier_id)
    FROM fresh JOIN current ON fresh.row_key = current.row_key AND fresh.feed = current.feed
    WHERE fresh.source_unit IS NOT DISTINCT FROM current.source_unit
    UNION ALL
    SELECT fresh.record_id, 'origin' AS how, current.* RENAME (record_id AS earlier_id)
    FROM fresh JOIN current ON fresh.origin = current.origin AND fresh.feed = current.feed
    WHERE fresh.source_unit IS NOT DISTINCT FROM current.source_unit
)
SELECT record_id, earlier_id, "values" AS earlier_values, how FROM pairs
ORDER BY record_id, how = 'origin', received_at DESC, earlier_id DESC;
