-- Guards law 1: nobody waits in review without an open question to people, so that the days for an answer run.
SELECT record_id FROM outcomes WHERE bucket = 'review' AND NOT EXISTS (
    SELECT 1 FROM review_pairs WHERE review_pairs.run_id = outcomes.run_id AND review_pairs.record_id = outcomes.record_id AND state = 'open');
