-- Guards the history: a record gets a later outcome only after a review, after a human's word that enrolled it, when people named the
-- unit that nobody could find, or found of a sample that somebody else was called covered; and the outcome that it follows is there.
SELECT later.record_id FROM outcomes AS later
LEFT JOIN outcomes AS earlier ON earlier.record_id = later.record_id AND earlier.run_id = later.after
WHERE later.after <> '' AND NOT coalesce(earlier.bucket = 'review' OR earlier.rule = 'HUMAN_SAME'
    OR (earlier.bucket = 'unlocated' AND later.record_id IN (SELECT record_id FROM assignments))
    OR (earlier.bucket = 'enrolled' AND EXISTS (
        SELECT 1 FROM samples JOIN judgements USING (pair_no)
        WHERE samples.record_id = earlier.record_id AND samples.person_id = earlier.person_id AND verdict = 'different')), false);
