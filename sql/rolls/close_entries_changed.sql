-- A weekly change replaces only the same person's entries of the same category. A general category (低保) means whichever
-- of its group the person has, and is meant by each of them.
UPDATE roll_entries SET recorded_to = $day::DATE
WHERE recorded_to IS NULL AND entry_id NOT IN (SELECT entry_id FROM incoming)
  AND entry_id IN (
      SELECT open_entries.entry_id
      FROM roll_entries AS open_entries JOIN incoming USING (person_id) LEFT JOIN groups ON groups.spelling = open_entries.category
      WHERE incoming.category = coalesce(groups.name, open_entries.category)
         OR (incoming.category_group = groups."group" AND (incoming.category_general OR groups.general))
  );
