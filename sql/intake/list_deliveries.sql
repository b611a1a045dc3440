-- Which table, unit and period has been delivered (an empty report counts).
SELECT DISTINCT table_code, unit, period FROM checks JOIN drops USING (drop_id)
WHERE verdict IN ('accepted', 'partly', 'zero') AND period IS NOT NULL AND received_on <= $as_of::DATE ORDER BY ALL;
