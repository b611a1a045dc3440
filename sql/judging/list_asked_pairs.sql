-- Every pair that was asked about, in a review or in a sample: where last and with which score (none in a sample, which is blind); waiting: some
-- record still waits for the answer, or stands as it did when it was drawn.
WITH asked AS (
    SELECT pair_no, subject_key, review_pairs.person_id, review_pairs.run_id, record_id, match_weight, (as_of, review_pairs.run_id, record_id) AS place,
        bucket = 'review' AS waiting
    FROM review_pairs JOIN runs USING (run_id) JOIN current_outcomes USING (record_id)
    UNION ALL
    SELECT pair_no, subject_key, samples.person_id, samples.run_id, record_id, NULL, (drawn_on, samples.run_id, record_id),
        samples.run_id = current_outcomes.run_id
    FROM samples JOIN current_outcomes USING (record_id)
)
SELECT pair_no, subject_key, person_id, arg_max(run_id, place) AS run_id, arg_max(record_id, place) AS record_id,
    arg_max(match_weight, place) AS match_weight, bool_or(waiting) AS waiting
FROM asked GROUP BY ALL ORDER BY pair_no;
