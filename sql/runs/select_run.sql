-- A committed run, or no row.
SELECT run_id, roll_snapshot, summary FROM runs WHERE run_id = $run_id;
