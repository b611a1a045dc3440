-- The last drops of each table that came as far as the rules, newest first.
SELECT drop_id FROM checks JOIN drops USING (drop_id)
WHERE table_code IS NOT NULL AND rows_in > 0
QUALIFY row_number() OVER (PARTITION BY table_code ORDER BY received_at DESC, drop_id) <= $most
ORDER BY table_code, received_at DESC, drop_id;
