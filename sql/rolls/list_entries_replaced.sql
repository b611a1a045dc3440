-- Open entries that a load replaces. A full load replaces the roll: whatever it no longer says. A weekly change replaces only the same person's
-- entries of the same category; a general category (低保) means whichever of its group the person has, and is meant by each of them.
SELECT entry_id FROM roll_entries AS open_entries LEFT JOIN groups ON groups.spelling = open_entries.category
WHERE recorded_to IS NULL AND entry_id NOT IN (SELECT entry_id FROM incoming)
  AND ($full OR EXISTS (
      SELECT 1 FROM incoming WHERE incoming.person_id = open_entries.person_id
        AND (incoming.category = coalesce(groups.name, open_entries.category)
             OR (incoming.category_group = groups."group" AND (incoming.category_general OR groups.general)))
  ));
