-- What happened to a clue and to its slips by a day, in order. file, place: the delivery and its row that said it, where one did.
SELECT on_day::VARCHAR AS on_day, event, slip_no, events.run_id, said_on::VARCHAR AS said_on, until::VARCHAR AS until, note, by_whom, answer,
    record_id, drops.folder, drops.name AS file, TRY_CAST(split_part(record_id, '-', 2) AS INTEGER) AS place
FROM (
    SELECT on_day, event, NULL AS slip_no, run_id, 0 AS position, NULL AS said_on, NULL AS until, note, NULL AS by_whom, NULL AS answer,
        NULL AS record_id FROM clue_events WHERE clue_id = $clue_id
    UNION ALL
    SELECT on_day, event, slip_no, slip_events.run_id, position, said_on, until, note, by_whom, answer, record_id
    FROM slip_events JOIN slips USING (slip_no) WHERE clue_id = $clue_id
) AS events LEFT JOIN drops ON drops.drop_id = split_part(record_id, '-', 1)
WHERE on_day <= $as_of::DATE ORDER BY on_day, slip_no IS NOT NULL, slip_no, position, event;
