-- The records that wait for a unit: nobody named one, and their sender corrected none of them. run_id: the run that could not place them.
SELECT record_id, run_id FROM current_outcomes
WHERE bucket = 'unlocated' AND record_id NOT IN (SELECT record_id FROM assignments)
    AND record_id NOT IN (SELECT replaces FROM records WHERE replaces IS NOT NULL)
ORDER BY run_id, record_id;
