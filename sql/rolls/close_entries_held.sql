-- An entry that is held gives way to one that ends.
UPDATE roll_entries SET recorded_to = $day::DATE WHERE recorded_to IS NULL AND entry_id IN (SELECT entry_id FROM held);
