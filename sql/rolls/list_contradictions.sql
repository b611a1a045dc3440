-- Rows of one file that end a benefit of which another row of it says that it goes on, or goes on longer: of the same person, and of the same
-- category or a general one of its group. against: the first such row, at which the sender is told.
SELECT ending.*, min(other."row") AS against
FROM incoming AS ending JOIN incoming AS other USING (person_id)
WHERE ending.valid_to IS NOT NULL AND (other.valid_to IS NULL OR other.valid_to > ending.valid_to)
  AND (other.category = ending.category
       OR (other.category_group = ending.category_group AND (other.category_general OR ending.category_general)))
GROUP BY ALL ORDER BY against, ending."row", ending.entry_id;
