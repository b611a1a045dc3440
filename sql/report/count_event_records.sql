-- Accepted records received up to a day, per feed, sending unit, day of receipt and day of the event ($columns: the contract's
-- period column of each of $feeds). A record that takes the place of an earlier one is not counted again: the first decides.
SELECT feed, source_unit AS unit, received_on, json_extract_string("values", '$.' || event_column) AS event_on, count(*) AS records
FROM records JOIN drops USING (drop_id) JOIN (SELECT unnest($feeds::VARCHAR[]) AS feed, unnest($columns::VARCHAR[]) AS event_column) USING (feed)
WHERE received_on <= $as_of::DATE AND replaces IS NULL GROUP BY ALL ORDER BY ALL;
