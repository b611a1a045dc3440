-- Of every sample drawn from a day on and until another, per bucket and word of people by then (null: none yet) the pairs; population: what they were
-- drawn out of; said_on: when the last word came; sent_out: pairs whose record is evidence of a clue by then. A word from before the draw is none.
WITH said AS (
    SELECT samples.*, verdict AS word, judged_on, record_id IN (
        SELECT record_id FROM clue_evidence JOIN runs USING (run_id) WHERE as_of <= $as_of::DATE) AS on_clue
    FROM samples LEFT JOIN (SELECT pair_no, verdict, judged_on FROM verdicts($as_of::DATE)) AS told
        ON told.pair_no = samples.pair_no AND judged_on >= drawn_on
    WHERE drawn_on BETWEEN $since::DATE AND $as_of::DATE
)
SELECT sample_no, scope, drawn_on::VARCHAR AS drawn_on, bucket, population, word, count(*) AS pairs, max(judged_on)::VARCHAR AS said_on,
    count(*) FILTER (on_clue) AS sent_out
FROM said GROUP BY ALL ORDER BY drawn_on, sample_no, bucket, word;
