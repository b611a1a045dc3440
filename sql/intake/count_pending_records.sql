-- Accepted records that no run has taken and no later record has replaced, per feed and period.
SELECT feed, period, count(*) AS records FROM records ANTI JOIN outcomes USING (record_id) JOIN drops USING (drop_id)
WHERE feed IN (SELECT unnest($feeds::VARCHAR[])) AND drops.received_on <= $as_of::DATE
  AND record_id NOT IN (
      SELECT replaces FROM records JOIN drops USING (drop_id) WHERE replaces IS NOT NULL AND drops.received_on <= $as_of::DATE
  )
GROUP BY ALL ORDER BY ALL;
