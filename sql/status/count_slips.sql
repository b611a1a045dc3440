-- Slips per run and recipient.
SELECT run_id, recipient_kind, recipient, count(*) AS slips FROM slips GROUP BY ALL ORDER BY ALL;
