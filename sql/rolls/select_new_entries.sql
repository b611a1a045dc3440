-- The entries to be opened: those that are not open with the same content already; rows that say the same are one entry.
SELECT incoming.* EXCLUDE ("row", category_group, category_general, undecided, valid_number), $day::DATE AS recorded_from, CAST(NULL AS DATE) AS recorded_to, $drop_id AS drop_id
FROM incoming ANTI JOIN (SELECT entry_id FROM roll_entries WHERE recorded_to IS NULL) AS open_entries USING (entry_id)
QUALIFY row_number() OVER (PARTITION BY entry_id ORDER BY "row") = 1;
