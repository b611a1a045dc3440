-- Guards the next report of a person whose clue was answered: it must not join a clue on which nobody works any more. Not guarded: that an
-- answer is true.
SELECT clue_id FROM slips SEMI JOIN (SELECT slip_no FROM slip_events WHERE event = '反馈') AS answered USING (slip_no)
WHERE role = '主办' AND clue_id NOT IN (SELECT clue_id FROM clue_events WHERE event = '办结');
