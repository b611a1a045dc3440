-- For each waiting record that corrects one which opened or joined a clue that is still open: that clue and the unit that answers for
-- it. The record corrected may itself have been a correction, of another clue or of none; the clue of the nearest comes first.
WITH RECURSIVE ancestry AS (
    SELECT record_id, replaces AS ancestor, 1 AS distance FROM pending WHERE replaces IS NOT NULL
    UNION ALL
    SELECT ancestry.record_id, records.replaces, distance + 1 FROM ancestry JOIN records ON records.record_id = ancestry.ancestor
    WHERE records.replaces IS NOT NULL
)
SELECT ancestry.record_id, clue_id, clues.unit FROM ancestry
JOIN clue_evidence ON clue_evidence.record_id = ancestry.ancestor
JOIN clues_as_of('9999-12-31'::DATE) AS clues USING (clue_id)
WHERE clue_id NOT IN (SELECT clue_id FROM closed_clues('9999-12-31'::DATE))
GROUP BY ALL ORDER BY ancestry.record_id, min(distance), clue_id;
