-- Gives each row of a roll, once for each benefit that its category names, its two keys: who the person is and what exactly the entry says.
-- The name is part of the person's key, because a child's row may carry the guardian's number. Name and number are the
-- standardised ones, the category is the declared one: another spelling is no other person and no other benefit.
-- An entry that says it is not drawn ends before every month. valid_number: the whole number, if it is one.
WITH named AS (
    SELECT roll_rows.* EXCLUDE (category, status, name_key, id_clean, id_status, valid_to, ended), spellings.name AS category,
        spellings."group" AS category_group, spellings.general AS category_general, spellings.undecided,
        CASE WHEN NOT spellings.drawn OR status <> $in_force THEN '0000-00' ELSE least(valid_to, ended) END AS valid_to,
        CASE WHEN id_status = 'valid' THEN id_clean END AS valid_number,
        'P' || substr(md5(concat_ws('|', coalesce(id_clean, id_number, ''), coalesce(name_key, roll_rows.name),
            CASE WHEN id_number IS NULL THEN concat_ws('|', birth_date, household_id, address) END)), 1, 15) AS person_id
    FROM roll_rows JOIN spellings ON roll_rows.category = spellings.spelling
)
SELECT
    md5(concat_ws('|', person_id, category, coalesce(household_id, ''), coalesce(sex, ''), coalesce(birth_date, ''), coalesce(phone, ''),
        coalesce(township, ''), coalesce(village, ''), coalesce(address, ''), coalesce(relation, ''), coalesce(monthly_amount, ''),
        coalesce(valid_from, ''), coalesce(valid_to, ''))) AS entry_id,
    person_id, household_id, name, sex, birth_date, id_number, phone, township, village, address, relation, category,
    monthly_amount, valid_from, valid_to, category_group, category_general, undecided, valid_number, "row"
FROM named ORDER BY entry_id, "row";
