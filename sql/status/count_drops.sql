-- Deliveries per table and verdict ('unchecked' before the check).
SELECT table_code, coalesce(verdict, 'unchecked') AS verdict, count(*) AS drops, coalesce(sum(rows_in), 0)::BIGINT AS rows_in,
    coalesce(sum(rows_accepted), 0)::BIGINT AS rows_accepted, coalesce(sum(rows_rejected), 0)::BIGINT AS rows_rejected
FROM drops LEFT JOIN checks USING (drop_id) GROUP BY ALL ORDER BY ALL;
