-- Every pair that was asked about: where last and with which score; waiting: some record still waits for the answer.
WITH asked AS (
    SELECT review_pairs.*, (as_of, review_pairs.run_id, review_pairs.record_id) AS place, bucket = 'review' AS waiting
    FROM review_pairs JOIN runs USING (run_id) JOIN current_outcomes USING (record_id)
)
SELECT pair_no, subject_key, person_id, arg_max(run_id, place) AS run_id, arg_max(record_id, place) AS record_id,
    arg_max(match_weight, place) AS match_weight, bool_or(waiting) AS waiting
FROM asked GROUP BY ALL ORDER BY pair_no;
