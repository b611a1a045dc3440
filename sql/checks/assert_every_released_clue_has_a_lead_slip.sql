-- Guards the purpose: each clue of a released run is with exactly one lead unit: a lead slip that was handed on (改派) is followed by another. Not guarded: that a run is ever released.
SELECT clue_id FROM clues SEMI JOIN releases USING (run_id) LEFT JOIN (
    SELECT clue_id FROM slips WHERE role = '主办' AND slip_no NOT IN (SELECT follows FROM slips WHERE follows IS NOT NULL)
) AS leads USING (clue_id)
GROUP BY clue_id HAVING count(leads.clue_id) <> 1;
