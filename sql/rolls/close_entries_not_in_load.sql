-- A full load replaces the roll: what it no longer says is closed from that day on.
UPDATE roll_entries SET recorded_to = $day::DATE
WHERE recorded_to IS NULL AND entry_id NOT IN (SELECT entry_id FROM incoming);
