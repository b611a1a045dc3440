-- Originals that are older than so many months on a day, by the last time that their bytes came; none of which a clue is open, a record waits
-- for its run ($feeds: whose records do), for a judgement or a unit, or a row for its correction, and no roll in force.
WITH came AS (
    SELECT sha256, max(received_on) AS last_on FROM drops GROUP BY sha256
), again AS (
    SELECT sha256, max(left(repeats.received_at, 10)::DATE) AS last_on FROM repeats JOIN drops USING (drop_id) GROUP BY sha256
), needed AS (
    SELECT drop_id FROM records JOIN clue_evidence USING (record_id) JOIN clues_as_of($day::DATE) AS clues USING (clue_id) WHERE closed_on IS NULL
    UNION SELECT drop_id FROM records JOIN current_outcomes USING (record_id) WHERE bucket IN ('review', 'unlocated')
    UNION SELECT drop_id FROM records ANTI JOIN outcomes USING (record_id)
    WHERE list_contains($feeds::VARCHAR[], feed) AND record_id NOT IN (SELECT replaces FROM records WHERE replaces IS NOT NULL)
    UNION SELECT drop_id FROM open_rows($day::DATE, (SELECT list(DISTINCT table_code) FROM drops))
    UNION SELECT drop_id FROM roll_entries WHERE recorded_to IS NULL OR recorded_to > $day::DATE
)
SELECT sha256 FROM came LEFT JOIN again USING (sha256)
WHERE greatest(came.last_on, coalesce(again.last_on, came.last_on)) + to_months($months) <= $day::DATE
    AND sha256 NOT IN (SELECT sha256 FROM drops SEMI JOIN needed USING (drop_id)) ORDER BY sha256;
