-- The slips of a clue, the lead one first.
SELECT slip_no, role, recipient_kind, recipient, issued_on::VARCHAR AS issued_on, due_on::VARCHAR AS due_on, run_id
FROM slips WHERE clue_id = $clue_id ORDER BY role = '协办', slip_no;
