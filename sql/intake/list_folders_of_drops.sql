-- The other folders into which any of these deliveries was dropped.
SELECT DISTINCT folder FROM drops WHERE drop_id IN (SELECT unnest($drops::VARCHAR[])) AND folder <> $folder ORDER BY folder;
