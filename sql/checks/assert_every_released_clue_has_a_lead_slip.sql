-- Guards the purpose: each clue of a released run was sent to exactly one lead unit. Not guarded: that a run is ever released.
SELECT clue_id FROM clues SEMI JOIN releases USING (run_id) LEFT JOIN (SELECT clue_id FROM slips WHERE role = '主办') AS leads USING (clue_id)
GROUP BY clue_id HAVING count(leads.clue_id) <> 1;
