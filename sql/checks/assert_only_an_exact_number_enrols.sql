-- Guards law 2: nobody is called enrolled by anything weaker than an exact valid number, or a human who said so of the very pair; a change
-- of the rolls is the roll itself.
SELECT record_id FROM outcomes WHERE bucket = 'enrolled' AND rule NOT IN ('EXACT_ID', 'HUMAN_SAME', 'ROLL_CHANGE')
UNION ALL
SELECT record_id FROM outcomes WHERE bucket = 'enrolled' AND rule = 'HUMAN_SAME' AND NOT EXISTS (
    SELECT 1 FROM review_pairs JOIN judgements USING (pair_no)
    WHERE review_pairs.run_id = outcomes.run_id AND review_pairs.record_id = outcomes.record_id
      AND review_pairs.person_id = outcomes.person_id AND state = 'same' AND verdict = 'same');
