-- The persons of the roll with an identity number, by a day.
SELECT DISTINCT person_id FROM roll_entries
WHERE list_contains($numbers::VARCHAR[], replace(upper(id_number), ' ', '')) AND recorded_from <= $as_of::DATE ORDER BY 1;
