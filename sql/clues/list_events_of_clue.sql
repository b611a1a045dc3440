-- What happened to a clue and to its slips, in order; note: what the event says beside its name.
SELECT on_day::VARCHAR AS on_day, event, note, slip_no, run_id FROM (
    SELECT on_day, event, note, NULL AS slip_no, run_id, 0 AS position FROM clue_events WHERE clue_id = $clue_id
    UNION ALL
    SELECT on_day, event, note, slip_no, slip_events.run_id, position FROM slip_events JOIN slips USING (slip_no) WHERE clue_id = $clue_id
) ORDER BY on_day, slip_no IS NOT NULL, slip_no, position, event;
