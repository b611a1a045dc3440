-- Where the records stand now, per feed and bucket.
SELECT feed, bucket, count(*) AS records FROM current_outcomes GROUP BY ALL ORDER BY ALL;
