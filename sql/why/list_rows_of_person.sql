-- Rows that were taken for persons of the roll, or of which somebody was asked whether they are, by a day.
SELECT DISTINCT record_id AS row_id FROM (
    SELECT record_id, run_id, person_id FROM outcomes
    UNION ALL SELECT record_id, run_id, person_id FROM links WHERE against = 'roll'
    UNION ALL SELECT record_id, run_id, person_id FROM review_pairs
) JOIN runs USING (run_id) WHERE person_id IN (SELECT unnest($persons::VARCHAR[])) AND as_of <= $as_of::DATE ORDER BY 1;
