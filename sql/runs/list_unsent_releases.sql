-- Runs that were released but whose slips did not reach the outbox yet.
SELECT run_id FROM releases ANTI JOIN (SELECT run_id FROM run_events WHERE event = 'released') AS sent USING (run_id) ORDER BY run_id;
