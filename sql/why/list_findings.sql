-- What the check found in the given rows.
SELECT printf('%s-%06d', drop_id, "row") AS row_id, "column", rule, severity, message, cure FROM findings
WHERE printf('%s-%06d', drop_id, "row") IN (SELECT unnest($ids::VARCHAR[])) ORDER BY ALL;
