-- The pairs that people are asked about now and nobody has judged: the most urgent first, the pairs of one record together.
SELECT review_pairs.run_id, record_id, pair_no, answer_by::VARCHAR AS answer_by, match_weight
FROM review_pairs JOIN current_outcomes USING (run_id, record_id) LEFT JOIN verdicts($as_of::DATE) AS said USING (pair_no)
WHERE bucket = 'review' AND state = 'open' AND coalesce(verdict, 'contested') = 'contested'
  AND record_id NOT IN (SELECT replaces FROM records WHERE replaces IS NOT NULL)
ORDER BY answer_by, record_id, match_weight DESC, pair_no;
