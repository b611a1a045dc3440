-- Every clue with the unit that answers for it and its lead slip, answered or not, and the level it has risen to; no slip: its run waits for the release. clue_run: the run that
-- opened it; roll_news: what the rolls have since said of the person.
SELECT clues.clue_id, clues.run_id AS clue_run, clues.unit, clues.level, slip_no, issued_on::VARCHAR AS issued_on, year, number, roll_news
FROM clues_as_of('9999-12-31'::DATE) AS clues
LEFT JOIN lead_slips('9999-12-31'::DATE) AS leads USING (clue_id)
LEFT JOIN roll_news('9999-12-31'::DATE) AS news USING (clue_id)
ORDER BY clues.unit, year, number, clues.clue_id;
