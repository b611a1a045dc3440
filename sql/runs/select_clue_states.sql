-- The clues that are open, on whatever day they were opened; slip_no: the number of the lead slip.
SELECT clue_id, unit, level, slip_no FROM clues_as_of('9999-12-31'::DATE) LEFT JOIN lead_slips('9999-12-31'::DATE) AS leads USING (clue_id)
WHERE closed_on IS NULL ORDER BY clue_id;
