-- For each waiting record that corrects one which opened or joined a clue that is still open: that clue. The record
-- corrected may itself have been a correction that no run ever saw.
WITH RECURSIVE ancestry AS (
    SELECT record_id, replaces AS ancestor FROM pending WHERE replaces IS NOT NULL
    UNION ALL
    SELECT ancestry.record_id, records.replaces FROM ancestry JOIN records ON records.record_id = ancestry.ancestor
    WHERE records.replaces IS NOT NULL
)
SELECT ancestry.record_id, max(clue_id) AS clue_id FROM ancestry
JOIN clue_evidence ON clue_evidence.record_id = ancestry.ancestor
WHERE clue_id NOT IN (SELECT clue_id FROM clue_events WHERE event = '办结')
GROUP BY ancestry.record_id ORDER BY ancestry.record_id;
