-- Deliveries that were taken but have no verdict yet, in the order of their taking.
SELECT drops.* EXCLUDE (received_on) FROM drops ANTI JOIN checks USING (drop_id) ORDER BY received_at, drop_id;
