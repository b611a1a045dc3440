-- Every record that is evidence of a clue that is still open, as it was sent: what opened it and what joined it later.
-- A clue opened later than the run's own day counts too: its person has been sent out and must not be sent out again.
-- Left out is a clue whose person a correction moved to another unit, and one opened again (重办) after the next report of its person had opened
-- another that is still open: there the person has a clue of its own, and two would tie.
WITH RECURSIVE closed AS (
    SELECT clue_id FROM closed_clues('9999-12-31'::DATE)
), followed AS (
    SELECT follows AS clue_id, clue_id AS later FROM clues WHERE follows IS NOT NULL
    UNION
    SELECT followed.clue_id, clues.clue_id FROM followed JOIN clues ON clues.follows = followed.later
)
SELECT clue_id, records.* FROM clue_evidence JOIN records USING (record_id)
WHERE clue_id NOT IN (FROM closed) AND clue_id NOT IN (SELECT clue_id FROM clue_events WHERE event = '更正另立')
    AND clue_id NOT IN (SELECT clue_id FROM followed WHERE later NOT IN (FROM closed))
ORDER BY clue_id, record_id;
