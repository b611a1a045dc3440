-- The last whole roll that was loaded: its bytes and the month it is of.
SELECT sha256, period FROM roll_loads JOIN drops USING (drop_id) JOIN checks USING (drop_id)
WHERE kind = 'full' ORDER BY received_at DESC, drop_id DESC LIMIT 1;
