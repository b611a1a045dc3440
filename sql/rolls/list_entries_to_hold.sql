-- Open entries that rows set aside may end: of the same person, or under the same number (the name may be what is wrong), and of
-- the same benefit, or of any where the row names none; and those of the households whose head was stopped (`members`).
-- valid_to: the month that such a row says.
WITH open_entries AS (
    SELECT roll_entries.*, coalesce(groups.name, category) AS benefit, groups."group" AS benefit_group, coalesce(groups.general, FALSE) AS general
    FROM roll_entries LEFT JOIN groups ON groups.spelling = category WHERE recorded_to IS NULL
),
meant AS (
    SELECT open_entries.entry_id, ending.valid_to
    FROM open_entries JOIN ending ON open_entries.person_id = ending.person_id OR open_entries.id_number = ending.id_number
    WHERE ending.valid_to IS NOT NULL AND (open_entries.valid_to IS NULL OR open_entries.valid_to > ending.valid_to)
      AND (ending.category IN ('', benefit) OR (benefit_group = ending.category_group AND (general OR ending.category_general)))
    UNION ALL
    SELECT entry_id, members.valid_to FROM members JOIN open_entries USING (entry_id)
)
SELECT entry_id, min(valid_to) AS valid_to FROM meant GROUP BY entry_id;
