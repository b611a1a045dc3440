-- All committed runs, oldest first.
SELECT run_id, cadence, as_of::VARCHAR AS as_of, summary FROM runs ORDER BY as_of, run_id;
