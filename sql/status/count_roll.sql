-- The open roll: people and entries.
SELECT count(DISTINCT person_id) AS people, count(*) AS entries, max(recorded_from)::VARCHAR AS last_change FROM roll_entries WHERE recorded_to IS NULL;
