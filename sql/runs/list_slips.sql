-- Every slip with what became of it, in the order of the numbers; a withdrawn one (作废) keeps its number and says why, one that was handed on (改派)
-- says why and to which unit, under which number. clue_run: the run that opened its clue; level, unit: that the clue has risen to, and that answers for it.
SELECT slip_no, clue_id, recipient_kind, recipient, role, slips.run_id, issued_on::VARCHAR AS issued_on, due_on::VARCHAR AS due_on, year, number,
    clues.run_id AS clue_run, clues.level, clues.unit, gone.on_day::VARCHAR AS withdrawn_on, gone.note AS reason, gone.by_whom,
    slips.follows, moved.on_day::VARCHAR AS redirected_on, moved.note AS redirected_why, moved.by_whom AS redirected_by, next_no, next_unit
FROM slips JOIN clues_as_of('9999-12-31'::DATE) AS clues USING (clue_id)
LEFT JOIN (SELECT * FROM slip_events WHERE event = '作废') AS gone USING (slip_no)
LEFT JOIN (SELECT * FROM slip_events WHERE event = '改派') AS moved USING (slip_no)
LEFT JOIN (SELECT follows AS slip_no, slip_no AS next_no, recipient AS next_unit FROM slips WHERE follows IS NOT NULL) AS heirs USING (slip_no)
ORDER BY year, number;
