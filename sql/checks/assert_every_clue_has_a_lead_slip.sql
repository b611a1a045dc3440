-- Guards the purpose: each clue was sent to exactly one lead unit.
SELECT clue_id FROM clues LEFT JOIN (SELECT clue_id FROM slips WHERE role = '主办') AS leads USING (clue_id)
GROUP BY clue_id HAVING count(leads.clue_id) <> 1;
