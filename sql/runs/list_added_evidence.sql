-- What joined each clue after the run that opened it, the newest first: its slip does not say it.
SELECT clue_evidence.clue_id, runs.as_of::VARCHAR AS joined_on, records.feed, outcomes.hardship
FROM clue_evidence
JOIN clues ON clues.clue_id = clue_evidence.clue_id AND clues.run_id <> clue_evidence.run_id
JOIN runs ON runs.run_id = clue_evidence.run_id
JOIN records ON records.record_id = clue_evidence.record_id
JOIN outcomes ON outcomes.run_id = clue_evidence.run_id AND outcomes.record_id = clue_evidence.record_id
ORDER BY clue_evidence.clue_id, joined_on DESC, clue_evidence.record_id;
