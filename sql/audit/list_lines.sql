-- The audit chain in its order.
SELECT line, action, subject, detail, previous, hash FROM audit_log ORDER BY line;
