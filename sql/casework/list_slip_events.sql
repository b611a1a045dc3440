-- The slips issued by a day with everything that happened to each by then, one row an event, in order; level: of the clue by that day.
SELECT slip_no, year, slips.number, clue_id, recipient_kind, recipient, role, issued_on, clues.level,
    event, on_day, until, said_on, note, by_whom, answer
FROM slips JOIN slip_events USING (slip_no) JOIN clues_as_of($as_of::DATE) AS clues USING (clue_id)
WHERE on_day <= $as_of::DATE
ORDER BY year, slips.number, position;
