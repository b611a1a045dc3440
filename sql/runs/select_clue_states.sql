-- The clues that are open, on whatever day they were opened; slip_no: the number of the lead slip; asked: the departments whose special aid
-- was asked for, with the clue or later.
SELECT clue_id, unit, level, max(slip_no) AS slip_no, list_sort(list_distinct(coalesce(departments, []) || coalesce(later, []))) AS asked
FROM clues_as_of('9999-12-31'::DATE)
LEFT JOIN (SELECT clue_id, slip_no FROM slips WHERE role = '主办') AS leads USING (clue_id)
LEFT JOIN (SELECT clue_id, list(department) AS later FROM requests GROUP BY clue_id) AS requests USING (clue_id)
WHERE closed_on IS NULL GROUP BY ALL ORDER BY clue_id;
