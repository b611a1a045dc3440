-- Published runs whose batch nobody released yet (待签发), oldest first.
SELECT runs.run_id, cadence, as_of::VARCHAR AS as_of, count(clue_id) AS clues FROM runs
JOIN run_events ON run_events.run_id = runs.run_id AND event = 'published'
LEFT JOIN clues ON clues.run_id = runs.run_id
WHERE runs.run_id NOT IN (SELECT run_id FROM releases) GROUP BY ALL ORDER BY as_of, runs.run_id;
