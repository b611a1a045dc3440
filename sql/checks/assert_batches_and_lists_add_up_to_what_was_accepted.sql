-- Guards law 1: of every run, the records behind the clues of all units' batches, those that joined a clue, and the lists of 在册, 疑似在册,
-- 待定 and 非本区 together are the records that the run took. A clue with no unit would be in no batch.
SELECT runs.run_id FROM runs LEFT JOIN (
    SELECT outcomes.run_id, count(clues.unit) FILTER (bucket IN ('new', 'merged')) AS behind_clues,
        count(*) FILTER (bucket IN ('enrolled', 'review', 'unlocated', 'outside')) AS listed
    FROM outcomes LEFT JOIN clues USING (clue_id) GROUP BY outcomes.run_id
) AS placed USING (run_id)
WHERE coalesce(behind_clues + listed, 0) <> CAST(json_extract_string(summary, '$.rows_in') AS BIGINT);
