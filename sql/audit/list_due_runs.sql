-- Runs that are older than so many months on a day, were sent, and of which every clue is closed and no record waits. kept_snapshots: rolls that a
-- run reads which is not due.
WITH needed AS (
    SELECT run_id FROM clues_as_of($day::DATE) WHERE closed_on IS NULL
    UNION SELECT clue_evidence.run_id FROM clue_evidence JOIN clues_as_of($day::DATE) AS clues USING (clue_id) WHERE closed_on IS NULL
    UNION SELECT run_id FROM current_outcomes WHERE bucket IN ('review', 'unlocated')
), sent AS (SELECT run_id FROM run_events WHERE event = 'released')
SELECT run_id, roll_snapshot FROM runs
WHERE as_of + to_months($months) <= $day::DATE AND run_id NOT IN (SELECT run_id FROM needed) AND run_id IN (SELECT run_id FROM sent)
ORDER BY as_of, run_id;
