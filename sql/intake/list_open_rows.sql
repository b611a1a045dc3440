-- Rows that their sender still has to correct of the deliveries to which the given rows (drop_id-row) belong, without those that are
-- answered now.
SELECT row_id FROM open_rows($as_of::DATE, [$feed::VARCHAR])
WHERE drop_id IN (SELECT regexp_extract(unnest($origins::VARCHAR[]), '^(.*)-', 1))
  AND row_id NOT IN (SELECT unnest($answered::VARCHAR[])) ORDER BY row_id;
