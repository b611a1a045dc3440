-- The slips issued by a day with everything that happened to each by then, one row an event, in order; level: of the clue by that day.
-- numbers: only these slips, year * 1000000 + number of each; null: all.
SELECT slip_no, year, slips.number, clue_id, recipient_kind, recipient, role, issued_on, clues.level, clues.run_id AS clue_run,
    event, on_day, until, said_on, note, by_whom, answer
FROM slips JOIN slip_events USING (slip_no) JOIN clues_as_of($as_of::DATE) AS clues USING (clue_id)
WHERE on_day <= $as_of::DATE
    AND ($numbers::BIGINT[] IS NULL OR list_contains($numbers::BIGINT[], year * 1000000::BIGINT + slips.number))
ORDER BY year, slips.number, position;
