-- The day on which each delivery of some records came.
SELECT DISTINCT drop_id, received_on FROM drops SEMI JOIN taken USING (drop_id) ORDER BY drop_id;
