-- Every record behind a clue by a day, the opening one first: where it came from and what was decided of it.
SELECT record_id, clue_evidence.run_id, runs.as_of::VARCHAR AS joined_on, records.feed, source_unit, period, records."row", "values",
    drops.name AS file, folder, received_on::VARCHAR AS received_on, bucket, current_outcomes.rule, hardship, reason, level,
    roll.decision AS roll_decision, roll.rule AS roll_rule, roll.match_weight AS roll_weight, roll.explanation AS roll_explanation,
    open_clues.decision AS clue_decision, open_clues.rule AS clue_rule, open_clues.explanation AS clue_explanation
FROM clue_evidence JOIN runs USING (run_id) JOIN records USING (record_id) JOIN drops USING (drop_id) JOIN current_outcomes USING (record_id)
LEFT JOIN links AS roll ON roll.run_id = clue_evidence.run_id AND roll.record_id = records.record_id AND roll.against = 'roll'
LEFT JOIN links AS open_clues ON open_clues.run_id = clue_evidence.run_id AND open_clues.record_id = records.record_id AND open_clues.against = 'open'
WHERE clue_evidence.clue_id = $clue_id AND runs.as_of <= $as_of::DATE ORDER BY bucket <> 'new', joined_on, record_id;
