-- Closes entries that a load replaces, or that give way to the same entry with an end.
UPDATE roll_entries SET recorded_to = $day::DATE WHERE recorded_to IS NULL AND entry_id IN (SELECT entry_id FROM closing);
