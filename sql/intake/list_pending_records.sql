-- Accepted records of the given feeds, received up to a day, that the next run takes; after: the run whose outcome it follows ('' for none).
SELECT * FROM pending_records($as_of::DATE) WHERE feed IN (SELECT unnest($feeds::VARCHAR[])) ORDER BY record_id;
