-- Accepted rows that end a benefit which is nobody's on the open roll: nothing is closed or held. A benefit that has yet to end is left
-- out, unless its bearer draws another one: it may be new with a term.
SELECT DISTINCT "row" FROM incoming
WHERE valid_to IS NOT NULL AND concat_ws('|', 'accepted', "row", entry_id) NOT IN (SELECT said_key FROM meant)
  AND (valid_to < $month OR person_id IN (SELECT person_id FROM roll_entries WHERE recorded_to IS NULL)
       OR id_number IN (SELECT id_number FROM roll_entries WHERE recorded_to IS NULL))
ORDER BY "row";
