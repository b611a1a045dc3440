-- What was noted of clues on one day.
SELECT clue_id, event FROM clue_events WHERE on_day = $day::DATE ORDER BY clue_id, event;
