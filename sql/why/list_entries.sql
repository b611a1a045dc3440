-- What the roll says of persons, as it was known on a day: each benefit, when it ran, and the delivery it stands in.
SELECT person_id, entry_id, category, valid_from, valid_to, monthly_amount, name_of.name, name_of.id_number, relation, township, village, address,
    recorded_from::VARCHAR AS recorded_from, CASE WHEN recorded_to <= $as_of::DATE THEN recorded_to::VARCHAR END AS recorded_to,
    drops.folder, drops.name AS file, sha256, drop_id
FROM roll_entries AS name_of JOIN drops USING (drop_id)
WHERE person_id IN (SELECT unnest($persons::VARCHAR[])) AND recorded_from <= $as_of::DATE ORDER BY recorded_from, category, entry_id;
