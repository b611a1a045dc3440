-- Every pair that was asked about: where last and with which score; waiting: some record still waits for the answer.
SELECT pair_no, subject_key, person_id, arg_max(review_pairs.run_id, (as_of, review_pairs.run_id, review_pairs.record_id)) AS run_id,
    arg_max(review_pairs.record_id, (as_of, review_pairs.run_id, review_pairs.record_id)) AS record_id,
    arg_max(match_weight, (as_of, review_pairs.run_id, review_pairs.record_id)) AS match_weight,
    bool_or(bucket = 'review') AS waiting
FROM review_pairs JOIN runs USING (run_id) JOIN current_outcomes USING (record_id)
GROUP BY ALL ORDER BY pair_no;
