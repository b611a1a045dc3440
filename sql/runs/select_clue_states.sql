-- The clues that are open, on whatever day they were opened; slip_no: the number of the lead slip.
SELECT clue_id, unit, level, max(slip_no) AS slip_no FROM clues_as_of('9999-12-31'::DATE)
LEFT JOIN (SELECT clue_id, slip_no FROM slips WHERE role = '主办') AS leads USING (clue_id)
WHERE closed_on IS NULL GROUP BY ALL ORDER BY clue_id;
