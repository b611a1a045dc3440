-- The last day on which the rolls were told about: a whole roll, or the changes of a week, even an empty report. NULL: never.
SELECT max(received_on)::VARCHAR AS received_on FROM drops JOIN checks USING (drop_id)
WHERE table_code IN (SELECT unnest($codes)) AND verdict IN ('accepted', 'partly', 'zero') AND received_on <= $as_of::DATE;
