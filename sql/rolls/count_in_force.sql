-- People on the open roll whose benefit has not ended before a month.
SELECT count(DISTINCT person_id) AS people FROM roll_entries
WHERE recorded_to IS NULL AND (valid_to IS NULL OR valid_to >= $month);
