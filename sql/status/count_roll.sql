-- The open roll: people and entries, benefits that have ended included; in_force: the people who are on it on a day, as runs compare with them.
SELECT count(DISTINCT person_id) AS people, count(*) AS entries, max(recorded_from)::VARCHAR AS last_change,
    count(DISTINCT person_id) FILTER ((valid_from IS NULL OR valid_from <= strftime($as_of::DATE, '%Y-%m'))
        AND (valid_to IS NULL OR valid_to >= strftime($as_of::DATE, '%Y-%m'))) AS in_force
FROM roll_entries WHERE recorded_to IS NULL;
