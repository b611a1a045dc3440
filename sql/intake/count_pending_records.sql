-- Records that the next run takes, per feed and period; again: those that were in review and can now be settled.
SELECT feed, period, count(*) AS records, count(*) FILTER (after <> '') AS again FROM pending_records($as_of::DATE)
WHERE feed IN (SELECT unnest($feeds::VARCHAR[])) GROUP BY ALL ORDER BY ALL;
