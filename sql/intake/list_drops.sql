-- Every delivery under the given ids, with what is needed to tell a repeat from a leftover of a crash and a new empty report
-- from an old one; overtaken: a later delivery took the place of some of its records.
SELECT drop_id, name, ctime_ns, verdict, period,
       drop_id IN (SELECT old.drop_id FROM records AS new JOIN records AS old ON old.record_id = new.replaces) AS overtaken
FROM drops LEFT JOIN checks USING (drop_id) WHERE drop_id IN (SELECT unnest($drop_ids::VARCHAR[]))
UNION ALL
SELECT drop_id, name, ctime_ns, NULL, NULL, false FROM repeats WHERE drop_id IN (SELECT unnest($drop_ids::VARCHAR[]))
ORDER BY ALL;
