-- Guards law 1: a record that opened or joined a clue is evidence of a clue that exists.
SELECT record_id FROM outcomes
LEFT JOIN clue_evidence USING (clue_id, record_id)
LEFT JOIN clues USING (clue_id)
WHERE bucket IN ('new', 'merged') AND (clue_evidence.clue_id IS NULL OR clues.clue_id IS NULL);
