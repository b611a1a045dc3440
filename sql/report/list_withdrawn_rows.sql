-- Rows set aside that their senders gave up, by a day: whose they were, what was wrong with them, when and why they were withdrawn. A row that was
-- accepted all the same, before or since, is not among them.
WITH seen AS (
    SELECT * FROM drops WHERE received_on <= $as_of::DATE AND table_code IN (SELECT unnest($feeds::VARCHAR[]))
), given_up AS (
    SELECT origin, reason, received_on AS withdrawn_on, received_at FROM unentered_rows JOIN seen USING (drop_id)
    WHERE fate = 'withdrawn' AND origin IS NOT NULL AND origin NOT IN (SELECT origin FROM records SEMI JOIN seen USING (drop_id) WHERE origin IS NOT NULL)
    QUALIFY row_number() OVER (PARTITION BY origin ORDER BY received_at, drop_id) = 1
), faults AS (
    SELECT drop_id, "row", string_agg(DISTINCT message, '；' ORDER BY message) AS faults FROM findings WHERE severity = 'row' GROUP BY ALL
)
SELECT table_code AS feed, unit, coalesce(period, '') AS period, drop_id, "row", coalesce(said, '{}') AS said, coalesce(faults, '') AS faults,
    withdrawn_on, given_up.reason
FROM given_up JOIN unentered_rows AS aside ON given_up.origin = printf('%s-%06d', aside.drop_id, aside."row")
JOIN seen USING (drop_id) LEFT JOIN checks USING (drop_id) LEFT JOIN faults USING (drop_id, "row")
ORDER BY given_up.received_at, drop_id, "row";
