-- Every record that is evidence of a clue that is still open, as it was sent: what opened it and what joined it later.
-- A clue opened later than the run's own day counts too: its person has been sent out and must not be sent out again.
-- Left out is a clue whose person a correction moved to another unit: there the person has a clue of its own, and two would tie.
-- Left out is one whose lead slip was withdrawn (转办作废): nobody visits for it, so what comes next must open a clue of its own.
SELECT clue_id, records.* FROM clue_evidence JOIN records USING (record_id)
WHERE clue_id NOT IN (SELECT clue_id FROM clue_events WHERE event IN ('办结', '更正另立', '转办作废'))
ORDER BY clue_id, record_id;
