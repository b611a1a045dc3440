-- The rows behind clues, by a day.
SELECT record_id AS row_id, clue_id FROM clue_evidence JOIN runs USING (run_id)
WHERE clue_id IN (SELECT unnest($clues::VARCHAR[])) AND as_of <= $as_of::DATE ORDER BY ALL;
