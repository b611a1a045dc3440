-- Guards special aid: a department asked because of what joined an open clue got its slip with the release of that run.
SELECT clue_id FROM requests SEMI JOIN releases USING (run_id)
LEFT JOIN (SELECT clue_id, recipient AS department, run_id FROM slips WHERE role = '协办') AS sent USING (run_id, clue_id, department)
GROUP BY run_id, clue_id, department HAVING count(sent.clue_id) <> 1;
