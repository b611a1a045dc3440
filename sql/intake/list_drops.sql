-- Every delivery under the given ids, with what is needed to tell a repeat from a leftover of a crash
-- and a new empty report from an old one.
SELECT drop_id, name, ctime_ns, verdict, period FROM drops LEFT JOIN checks USING (drop_id) WHERE drop_id IN (SELECT unnest($drop_ids::VARCHAR[]))
UNION ALL
SELECT drop_id, name, ctime_ns, NULL, NULL FROM repeats WHERE drop_id IN (SELECT unnest($drop_ids::VARCHAR[]))
ORDER BY ALL;
