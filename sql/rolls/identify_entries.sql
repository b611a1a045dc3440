-- Gives each row of a roll its two keys: who the person is and what exactly the entry says.
-- The name is part of the person's key, because a child's row may carry the guardian's number.
WITH named AS (
    SELECT *, 'P' || substr(md5(concat_ws('|', coalesce(id_number, ''), name,
        CASE WHEN id_number IS NULL THEN concat_ws('|', birth_date, household_id, address) END)), 1, 15) AS person_id
    FROM roll_rows
)
SELECT DISTINCT
    md5(concat_ws('|', person_id, category, coalesce(household_id, ''), coalesce(sex, ''), coalesce(birth_date, ''), coalesce(phone, ''),
        coalesce(township, ''), coalesce(village, ''), coalesce(address, ''), coalesce(relation, ''), coalesce(monthly_amount, ''),
        coalesce(valid_from, ''), coalesce(valid_to, ''))) AS entry_id,
    person_id, household_id, name, sex, birth_date, id_number, phone, township, village, address, relation, category,
    monthly_amount, valid_from, valid_to
FROM named ORDER BY entry_id;
