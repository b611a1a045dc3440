-- Every record that was ever without a unit; waiting: it still is, and nobody named one.
SELECT record_id, bool_or(current_outcomes.run_id IS NOT NULL AND record_id NOT IN (SELECT record_id FROM assignments)) AS waiting
FROM (SELECT record_id, run_id FROM outcomes WHERE bucket = 'unlocated') AS unplaced LEFT JOIN current_outcomes USING (record_id, run_id)
GROUP BY record_id ORDER BY record_id;
