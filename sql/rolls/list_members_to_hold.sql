-- Open entries of the same household's other members under a benefit of whole households, where a row that ends it (or, set
-- aside, may end it) means the householder's own entry and the change has no row about the member. valid_to: the end that the row says.
-- The householder is whose number is the household's key, or whose relation says so.
WITH open_entries AS (
    SELECT roll_entries.*, coalesce(groups.name, category) AS benefit, groups."group" AS benefit_group,
        coalesce(groups.general, FALSE) AS general, coalesce(groups.household, TRUE) AS of_household
    FROM roll_entries LEFT JOIN groups ON groups.spelling = category WHERE recorded_to IS NULL
),
rows_that_end AS (
    SELECT * EXCLUDE (entry_id), FALSE AS set_aside FROM incoming WHERE valid_to IS NOT NULL
    UNION ALL BY NAME SELECT * EXCLUDE (entry_id), TRUE AS set_aside FROM ending WHERE valid_to IS NOT NULL
),
meant AS (
    SELECT own.entry_id, said.* FROM open_entries AS own JOIN rows_that_end AS said ON own.person_id = said.person_id
    UNION
    SELECT own.entry_id, said.* FROM open_entries AS own JOIN rows_that_end AS said ON own.id_number = said.id_number WHERE said.set_aside
),
stopped AS (
    SELECT said."row", said.valid_to, own.person_id, own.benefit, own.benefit_group, own.general,
        unnest([own.id_number, CASE WHEN list_contains($heads, own.relation) THEN own.household_id END,
            CASE WHEN list_contains($heads, said.relation) THEN said.household_id END]) AS household_id
    FROM open_entries AS own JOIN meant AS said USING (entry_id)
    WHERE own.of_household AND (own.valid_to IS NULL OR own.valid_to > said.valid_to)
      AND (said.category IN ('', own.benefit) OR (own.benefit_group = said.category_group AND (own.general OR said.category_general)))
)
SELECT DISTINCT stopped."row", member.entry_id, stopped.valid_to
FROM open_entries AS member JOIN stopped USING (household_id)
WHERE member.of_household AND member.person_id <> stopped.person_id
  AND (member.valid_to IS NULL OR member.valid_to > stopped.valid_to)
  AND (member.benefit = stopped.benefit OR (member.benefit_group = stopped.benefit_group AND (member.general OR stopped.general)))
  AND NOT EXISTS (
      SELECT 1 FROM incoming WHERE incoming.person_id = member.person_id
        AND (incoming.category = member.benefit OR (incoming.category_group = member.benefit_group AND (incoming.category_general OR member.general)))
  )
ORDER BY stopped."row", member.entry_id, stopped.valid_to;
