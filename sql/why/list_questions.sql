-- What people were asked of the given records, and what they said by a day.
SELECT review_pairs.record_id, review_pairs.run_id, review_pairs.pair_no, review_pairs.person_id, state, answer_by::VARCHAR AS answer_by,
    review_pairs.match_weight, review_pairs.rule, verdict, judged_by, judged_on::VARCHAR AS judged_on
FROM review_pairs JOIN runs USING (run_id) LEFT JOIN verdicts($as_of::DATE) AS said USING (pair_no)
WHERE as_of <= $as_of::DATE AND review_pairs.record_id IN (SELECT unnest($ids::VARCHAR[])) ORDER BY record_id, run_id, pair_no;
