-- One row a person: who received what in that month, by what was known on that day.
SELECT person_id, min(household_id) AS household_id, min(name) AS name, min(sex) AS sex, min(birth_date) AS birth_date,
    min(id_number) AS id_number, min(phone) AS phone, min(township) AS township, min(village) AS village, min(address) AS address,
    string_agg(DISTINCT category, '、' ORDER BY category) AS category, min(monthly_amount) AS monthly_amount, min(relation) AS relation
FROM roll_entries
WHERE recorded_from <= $as_of::DATE AND (recorded_to IS NULL OR recorded_to > $as_of::DATE)
  AND (valid_from IS NULL OR valid_from <= strftime($as_of::DATE, '%Y-%m'))
  AND (valid_to IS NULL OR valid_to >= strftime($as_of::DATE, '%Y-%m'))
GROUP BY person_id ORDER BY person_id;
