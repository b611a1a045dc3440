-- Every clue with its lead slip, answered or not; no slip: its run waits for the release.
SELECT clues.clue_id, clues.run_id, clues.unit, slip_no, issued_on::VARCHAR AS issued_on, year, number
FROM clues LEFT JOIN (SELECT * FROM slips WHERE role = '主办') AS leads USING (clue_id) ORDER BY clues.unit, year, number, clues.clue_id;
