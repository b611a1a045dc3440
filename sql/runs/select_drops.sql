-- The deliveries that the given records came with, and under which hash the archive keeps the bytes. Not what the sender called the file.
SELECT drop_id, table_code AS "table", sha256, received_on::VARCHAR AS received_on
FROM drops WHERE drop_id IN (SELECT drop_id FROM taken) ORDER BY drop_id;
