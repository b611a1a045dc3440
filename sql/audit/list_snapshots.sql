-- The roll that each run read.
SELECT run_id, roll_snapshot FROM runs ORDER BY run_id;
