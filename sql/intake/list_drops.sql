-- Every delivery under the given ids, with what is needed to tell a repeat from a leftover of a crash.
SELECT drop_id, name, mtime_ns FROM drops WHERE drop_id IN (SELECT unnest($drop_ids::VARCHAR[]))
UNION ALL
SELECT drop_id, name, mtime_ns FROM repeats WHERE drop_id IN (SELECT unnest($drop_ids::VARCHAR[]))
ORDER BY ALL;
