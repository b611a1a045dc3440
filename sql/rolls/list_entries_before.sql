-- What the roll said of the people of some changed rows before the change: each row with the entries of its person, known by that day from
-- another delivery and in force in its month. Moves are told by the entry of the same benefit, or by any.
SELECT changed.record_id, entries.category, entries.township, entries.monthly_amount, entries.valid_to
FROM changed JOIN roll_entries AS entries USING (person_id)
WHERE entries.drop_id <> changed.drop_id AND entries.recorded_from <= changed.day
  AND (entries.recorded_to IS NULL OR entries.recorded_to >= changed.day)
  AND (entries.valid_to IS NULL OR entries.valid_to >= strftime(changed.day, '%Y-%m'))
ORDER BY changed.record_id, entries.category, entries.entry_id;
