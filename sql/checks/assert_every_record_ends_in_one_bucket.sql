-- Guards law 1: a run gave every record it took one of the six buckets, feed by feed; and whatever became of a record later, exactly one
-- outcome is its current one. Does not guard whether the bucket is right.
SELECT run_id, bucket FROM outcomes WHERE bucket NOT IN ('enrolled', 'review', 'new', 'merged', 'outside', 'unlocated')
UNION ALL
SELECT run_id, feed FROM (
    SELECT run_id, unnest(json_keys(summary, '$.feeds')) AS feed, summary FROM runs
) FULL JOIN (SELECT run_id, feed, count(*) AS placed FROM outcomes GROUP BY ALL) USING (run_id, feed)
WHERE coalesce(placed, 0) IS DISTINCT FROM CAST(json_extract_string(summary, '$.feeds.' || feed || '.rows_in') AS BIGINT)
UNION ALL
SELECT record_id, CAST(count(current_outcomes.run_id) AS VARCHAR) FROM (SELECT DISTINCT record_id FROM outcomes)
LEFT JOIN current_outcomes USING (record_id) GROUP BY record_id HAVING count(current_outcomes.run_id) <> 1;
