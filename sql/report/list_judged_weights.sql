-- Pairs that people decided up to a day, with the weight at which they were asked.
SELECT match_weight AS weight, verdict FROM judgements
JOIN (SELECT pair_no, verdict AS final FROM verdicts($last::DATE)) AS said USING (pair_no)
WHERE received_on <= $last::DATE AND verdict = final AND verdict IN ('same', 'different') AND match_weight IS NOT NULL
QUALIFY row_number() OVER (PARTITION BY pair_no ORDER BY received_at DESC, judgement_id DESC) = 1
ORDER BY weight, verdict;
