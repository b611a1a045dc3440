-- For each waiting record that corrects one which opened or joined a clue that is still open: that clue and the unit that answers for
-- it, then those that had it before it was handed on (改派): a correction that still names one of them has moved nobody. The record corrected may itself
-- have been a correction, of another clue or of none; the clue of the nearest comes first.
WITH RECURSIVE ancestry AS (
    SELECT record_id, replaces AS ancestor, 1 AS distance FROM pending WHERE replaces IS NOT NULL
    UNION ALL
    SELECT ancestry.record_id, records.replaces, distance + 1 FROM ancestry JOIN records ON records.record_id = ancestry.ancestor
    WHERE records.replaces IS NOT NULL
), held AS (
    SELECT clue_id, unit, true AS answers FROM clues_as_of('9999-12-31'::DATE)
    UNION ALL
    SELECT clue_id, recipient, false FROM slips WHERE slip_no IN (SELECT follows FROM slips WHERE follows IS NOT NULL)
)
SELECT ancestry.record_id, clue_id, held.unit FROM ancestry
JOIN clue_evidence ON clue_evidence.record_id = ancestry.ancestor
JOIN held USING (clue_id)
WHERE clue_id NOT IN (SELECT clue_id FROM closed_clues('9999-12-31'::DATE))
GROUP BY ALL ORDER BY ancestry.record_id, min(distance), clue_id, bool_or(answers) DESC, held.unit;
