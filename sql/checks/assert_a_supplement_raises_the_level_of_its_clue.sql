-- Guards the supplements: each is of a clue, says a higher level than before, and evidence of its run joined the clue.
SELECT supplements.clue_id FROM supplements LEFT JOIN clues USING (clue_id)
WHERE clues.clue_id IS NULL
   OR list_position(['红', '橙', '黄', '蓝'], supplements.level) >= list_position(['红', '橙', '黄', '蓝'], level_before)
   OR NOT EXISTS (SELECT 1 FROM clue_evidence WHERE clue_evidence.clue_id = supplements.clue_id AND clue_evidence.run_id = supplements.run_id);
