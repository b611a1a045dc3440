-- The sampling frame: records that runs placed from one day to another, as they stood at its end, or those of one run as it placed them. Only who
-- is called covered, and who opened a clue. unit: what is drawn of them, the roll's person or the clue.
WITH placed AS (
    SELECT outcomes.* FROM outcomes JOIN runs USING (run_id)
    WHERE as_of BETWEEN $first::DATE AND $last::DATE AND ($run_id::VARCHAR IS NULL OR run_id = $run_id::VARCHAR)
)
SELECT bucket, coalesce(person_id, clue_id) AS unit, record_id, run_id, person_id
FROM placed ANTI JOIN (SELECT record_id, after AS run_id FROM placed) AS later USING (record_id, run_id)
WHERE bucket = 'new' OR (bucket = 'enrolled' AND rule <> 'ROLL_CHANGE' AND person_id IS NOT NULL)
ORDER BY record_id;
