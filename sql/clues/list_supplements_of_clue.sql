-- How the level of a clue rose by a day.
SELECT run_id, as_of::VARCHAR AS on_day, level_before, supplements.level, level_rule, reasons, aid, hardship
FROM supplements JOIN runs USING (run_id) WHERE clue_id = $clue_id AND as_of <= $as_of::DATE ORDER BY as_of, run_id;
