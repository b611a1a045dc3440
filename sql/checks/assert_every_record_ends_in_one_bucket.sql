-- Guards law 1: a run that took a record gave it one of the six buckets, and the run's summary counts them all.
-- Does not guard whether the bucket is right.
SELECT run_id, bucket FROM outcomes WHERE bucket NOT IN ('enrolled', 'review', 'new', 'merged', 'outside', 'unlocated')
UNION ALL
SELECT run_id, 'count' FROM runs JOIN (SELECT run_id, count(*) AS taken FROM outcomes GROUP BY run_id) USING (run_id)
WHERE taken <> CAST(json_extract_string(summary, '$.rows_in') AS BIGINT);
