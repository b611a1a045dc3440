-- Runs that were committed but whose files did not reach the outbox yet.
SELECT run_id FROM runs ANTI JOIN (SELECT run_id FROM run_events WHERE event = 'published') AS done USING (run_id) ORDER BY as_of, run_id;
