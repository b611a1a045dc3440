-- A weekly change replaces only the same person's entry of the same category.
UPDATE roll_entries SET recorded_to = $day::DATE
WHERE recorded_to IS NULL AND (person_id, category) IN (SELECT (person_id, category) FROM incoming)
  AND entry_id NOT IN (SELECT entry_id FROM incoming);
