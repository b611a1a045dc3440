-- Of every lead slip the feed and the rule that its clue came from.
SELECT slip_no, feed, level_rule FROM slips JOIN clues USING (clue_id) WHERE role = '主办' ORDER BY slip_no;
