-- Every clue that somebody has to answer, and its lead slip; no slip: its run waits for the release. A withdrawn one needs nobody's answer.
SELECT clues.clue_id, clues.run_id, clues.unit, slip_no, issued_on::VARCHAR AS issued_on, due_on::VARCHAR AS due_on, year, number
FROM clues LEFT JOIN (SELECT * FROM slips WHERE role = '主办') AS leads USING (clue_id)
WHERE clues.clue_id NOT IN (SELECT clue_id FROM clue_events WHERE event IN ('办结', '转办作废')) ORDER BY clues.unit, year, number, clues.clue_id;
