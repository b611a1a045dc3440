-- The slips that one run's release numbered, in the order of their numbers; not what was handed on of them later (改派).
SELECT slip_no, clue_id, recipient_kind, recipient, role, issued_on::VARCHAR AS issued_on, due_on::VARCHAR AS due_on, year, number
FROM slips WHERE run_id = $run_id AND follows IS NULL ORDER BY year, number;
