-- Every record that is evidence of a clue that is still open, as it was sent: what opened it and what joined it later.
-- A clue opened later than the run's own day counts too: its person has been sent out and must not be sent out again.
-- Left out is a clue whose person a correction moved to another unit: there the person has a clue of its own, and two would tie.
SELECT clue_id, records.* FROM clue_evidence JOIN records USING (record_id)
WHERE clue_id NOT IN (SELECT clue_id FROM clue_events WHERE event IN ('办结', '更正另立'))
ORDER BY clue_id, record_id;
