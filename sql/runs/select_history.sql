-- What earlier runs placed: records of the given feeds received since a day and up to another, without those that a later record replaces
-- and those that the run takes itself. A record is evidence of at most one clue; only an enrolled one says a person of the roll.
SELECT records.*, clue_evidence.clue_id, closed.closed_on::VARCHAR AS closed_on,
    CASE WHEN bucket = 'enrolled' THEN current_outcomes.person_id END AS person_id
FROM records JOIN drops USING (drop_id) JOIN current_outcomes USING (record_id)
LEFT JOIN clue_evidence USING (record_id)
LEFT JOIN closed_clues('9999-12-31'::DATE) AS closed ON closed.clue_id = clue_evidence.clue_id AND closed_by = '办结'
WHERE records.feed IN (SELECT unnest($feeds::VARCHAR[])) AND received_on BETWEEN $since::DATE AND $as_of::DATE
  AND record_id NOT IN (SELECT record_id FROM taken)
  AND record_id NOT IN (SELECT replaces FROM records WHERE replaces IS NOT NULL)
ORDER BY record_id;
