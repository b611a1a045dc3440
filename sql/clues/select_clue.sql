-- One clue as it stands now, or no row. followed_by: the clue that refers to it.
SELECT clue_id, run_id, record_id, feed, kind, unit, unit_from, level, level_at_first, level_rule, reasons, aid, departments, hardship, event_date, amount,
    basis, follows, opened_on::VARCHAR AS opened_on, closed_on::VARCHAR AS closed_on, closed_by, roll_news,
    (SELECT min(clue_id) FROM clues AS later WHERE later.follows = found.clue_id) AS followed_by
FROM clues_as_of('9999-12-31'::DATE) AS found LEFT JOIN roll_news('9999-12-31'::DATE) AS news USING (clue_id) WHERE clue_id = $clue_id;
