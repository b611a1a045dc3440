-- The slips of a clue issued by a day, the lead one first; due_on: the deadline that was set last by then.
SELECT slip_no, year, number, role, recipient_kind, recipient, issued_on::VARCHAR AS issued_on, ends.due_on, slips.run_id
FROM slips JOIN (
    SELECT slip_no, arg_max(until, position)::VARCHAR AS due_on FROM slip_events WHERE until IS NOT NULL AND on_day <= $as_of::DATE GROUP BY slip_no
) AS ends USING (slip_no)
WHERE clue_id = $clue_id ORDER BY role = '协办', slip_no;
