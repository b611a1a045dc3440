-- Clues whose person a correction moved to another unit; they stay open all the same.
SELECT DISTINCT clue_id FROM clue_events WHERE event = '更正另立' ORDER BY clue_id;
