-- Rows of a weekly change that end a benefit which is not on the open roll under that person and category: what they mean
-- stays in force. A benefit that has yet to end is left out, unless its bearer draws another one: it may be new with a term.
WITH known AS (
    SELECT person_id, id_number, coalesce(groups.name, category) AS category, groups."group", groups.general
    FROM roll_entries LEFT JOIN groups ON groups.spelling = category WHERE recorded_to IS NULL
)
SELECT "row" FROM incoming
WHERE valid_to IS NOT NULL
  AND NOT EXISTS (
      SELECT 1 FROM known WHERE known.person_id = incoming.person_id
        AND (known.category = incoming.category OR (known."group" = incoming.category_group AND (known.general OR incoming.category_general)))
  )
  AND (valid_to < $month OR person_id IN (SELECT person_id FROM known) OR id_number IN (SELECT id_number FROM known))
ORDER BY "row";
