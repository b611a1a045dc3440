-- Guards the history: a record gets a later outcome only after a review, after a human's word that enrolled it, or when people named the
-- unit that nobody could find; and the outcome that it follows is there.
SELECT later.record_id FROM outcomes AS later
LEFT JOIN outcomes AS earlier ON earlier.record_id = later.record_id AND earlier.run_id = later.after
WHERE later.after <> '' AND NOT coalesce(earlier.bucket = 'review' OR earlier.rule = 'HUMAN_SAME'
    OR (earlier.bucket = 'unlocated' AND later.record_id IN (SELECT record_id FROM assignments)), false);
