-- The departments that will be asked once the run that says so is released: with the clue, or for what joined it later.
SELECT clue_id, unnest(departments) AS department FROM clues ANTI JOIN releases USING (run_id)
UNION SELECT clue_id, department FROM requests ANTI JOIN releases USING (run_id)
ORDER BY clue_id, department;
