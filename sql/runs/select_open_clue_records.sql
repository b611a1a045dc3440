-- The record that opened each clue that is still open, as it was sent.
SELECT clue_id, records.* FROM clues JOIN records USING (record_id)
WHERE clues.opened_on <= $as_of::DATE
  AND clue_id NOT IN (SELECT clue_id FROM clue_events WHERE event = '办结' AND on_day <= $as_of::DATE)
ORDER BY clue_id;
