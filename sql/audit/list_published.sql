-- Runs of which people have papers; unsent: one whose slips were numbered and did not go out yet.
SELECT run_id, roll_snapshot, run_id IN (SELECT run_id FROM releases) AND run_id NOT IN (SELECT run_id FROM run_events WHERE event = 'released') AS unsent
FROM runs SEMI JOIN (SELECT run_id FROM run_events WHERE event = 'published') AS done USING (run_id) ORDER BY as_of, run_id;
