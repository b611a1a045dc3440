-- Open entries of the same household's other members under a benefit of whole households, where a row that ends it (or may end it)
-- means the householder's own entry and the change has no row about the member. valid_to: the end that the row says.
-- The householder is whose number is the household's key, or whose relation says so.
WITH open_entries AS (
    SELECT roll_entries.*, coalesce(groups.name, category) AS benefit, groups."group" AS benefit_group,
        coalesce(groups.general, FALSE) AS general, coalesce(groups.household, TRUE) AS of_household
    FROM roll_entries LEFT JOIN groups ON groups.spelling = category WHERE recorded_to IS NULL
),
stopped AS (
    SELECT "row", valid_to, person_id, benefit, benefit_group, general,
        unnest([id_number, CASE WHEN list_contains($heads, relation) THEN household_id END,
            CASE WHEN list_contains($heads, said_relation) THEN said_household END]) AS household_id
    FROM meant WHERE of_household AND runs
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
