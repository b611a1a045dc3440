-- The entries to be opened in place of those that are held: what an entry says stays on the roll while it is held, but for its end.
SELECT closed.* EXCLUDE (entry_id, valid_to, recorded_from, recorded_to, drop_id), md5(entry_id || '|' || held.valid_to) AS entry_id,
    held.valid_to, $day::DATE AS recorded_from, CAST(NULL AS DATE) AS recorded_to, $drop_id AS drop_id
FROM (
    SELECT * FROM roll_entries WHERE recorded_to = $day::DATE
    QUALIFY row_number() OVER (PARTITION BY entry_id ORDER BY recorded_from DESC, drop_id) = 1
) AS closed JOIN held USING (entry_id);
