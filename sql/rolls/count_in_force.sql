-- People on the open roll whose benefit has a start that could be read, and has not ended before a month.
SELECT count(DISTINCT person_id) AS people FROM roll_entries
WHERE recorded_to IS NULL AND (valid_from IS NULL OR valid_from <> '9999-99') AND (valid_to IS NULL OR valid_to >= $month);
