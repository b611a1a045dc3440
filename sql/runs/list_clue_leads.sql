-- Every clue with its lead slip, answered or not; no slip: its run waits for the release. roll_news: what the rolls have since said of the person.
SELECT clues.clue_id, clues.run_id, clues.unit, slip_no, issued_on::VARCHAR AS issued_on, year, number, roll_news
FROM clues LEFT JOIN (SELECT * FROM slips WHERE role = '主办') AS leads USING (clue_id)
LEFT JOIN (
    SELECT clue_id, string_agg(event || '（' || on_day::VARCHAR || '）', '；' ORDER BY on_day, event) AS roll_news
    FROM clue_events WHERE event LIKE '名册记载%' GROUP BY clue_id
) AS news USING (clue_id)
ORDER BY clues.unit, year, number, clues.clue_id;
