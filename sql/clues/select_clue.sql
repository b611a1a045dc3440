-- One clue as it stood on a day, or no row. followed_by: the clue that referred to it by then.
SELECT clue_id, run_id, record_id, feed, kind, unit, unit_from, level, level_at_first, level_rule, reasons, aid, departments, hardship, event_date, amount,
    basis, follows, opened_on::VARCHAR AS opened_on, closed_on::VARCHAR AS closed_on, closed_by, roll_news,
    (SELECT min(clue_id) FROM clues AS later WHERE later.follows = found.clue_id AND later.opened_on <= $as_of::DATE) AS followed_by
FROM clues_as_of($as_of::DATE) AS found LEFT JOIN roll_news($as_of::DATE) AS news USING (clue_id) WHERE clue_id = $clue_id;
