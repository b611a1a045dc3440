-- The last whole roll that was loaded: its bytes and the month it is of. The audit log knows which was last.
SELECT sha256, period FROM roll_loads JOIN drops USING (drop_id) JOIN checks USING (drop_id)
JOIN audit_log ON action = 'check' AND subject = drop_id
WHERE kind = 'full' ORDER BY line DESC LIMIT 1;
