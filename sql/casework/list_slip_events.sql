-- The slips issued by a day with everything that happened to each by then, one row an event, in order; level: of the clue by that day.
-- follows, next_no, next_unit: the slip that was handed on to this one (改派); the one that follows it by that day, and its unit.
-- numbers: only these slips, year * 1000000 + number of each; null: all.
SELECT slip_no, year, slips.number, clue_id, recipient_kind, recipient, role, issued_on, clues.level, clues.run_id AS clue_run,
    slips.run_id, slips.follows, next_no, next_unit, event, on_day, until, said_on, note, by_whom, answer
FROM slips JOIN slip_events USING (slip_no) JOIN clues_as_of($as_of::DATE) AS clues USING (clue_id)
LEFT JOIN (
    SELECT follows AS slip_no, slip_no AS next_no, recipient AS next_unit FROM slips WHERE follows IS NOT NULL AND issued_on <= $as_of::DATE
) AS heirs USING (slip_no)
WHERE on_day <= $as_of::DATE
    AND ($numbers::BIGINT[] IS NULL OR list_contains($numbers::BIGINT[], year * 1000000::BIGINT + slips.number))
ORDER BY year, slips.number, position;
