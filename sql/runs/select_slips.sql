-- The slips of one run in the order of their numbers.
SELECT slip_no, clue_id, recipient_kind, recipient, role, issued_on::VARCHAR AS issued_on, due_on::VARCHAR AS due_on, year, number
FROM slips WHERE run_id = $run_id ORDER BY year, number;
