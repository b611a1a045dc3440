-- What people were asked of the given records, and what they said by a day: of pairs in review, and of those of a blind sample (state: sampled).
WITH asked AS (
    SELECT record_id, run_id, pair_no, person_id, state, answer_by::VARCHAR AS answer_by, match_weight, rule, NULL AS sample_no
    FROM review_pairs JOIN runs USING (run_id) WHERE as_of <= $as_of::DATE
    UNION ALL
    SELECT record_id, run_id, pair_no, person_id, 'sampled', NULL, NULL, NULL, sample_no FROM samples WHERE drawn_on <= $as_of::DATE
)
SELECT asked.*, verdict, judged_by, judged_on::VARCHAR AS judged_on FROM asked LEFT JOIN verdicts($as_of::DATE) AS said USING (pair_no)
WHERE record_id IN (SELECT unnest($ids::VARCHAR[])) ORDER BY record_id, run_id, pair_no, sample_no NULLS FIRST;
