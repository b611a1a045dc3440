-- Accepted records that no run has taken and no later record has replaced, of the given feeds, received up to a day.
SELECT records.* FROM records ANTI JOIN outcomes USING (record_id) JOIN drops USING (drop_id)
WHERE feed IN (SELECT unnest($feeds::VARCHAR[])) AND drops.received_on <= $as_of::DATE
  AND record_id NOT IN (
      SELECT replaces FROM records JOIN drops USING (drop_id) WHERE replaces IS NOT NULL AND drops.received_on <= $as_of::DATE
  )
ORDER BY record_id;
