-- What was said of pairs in files received on one day.
SELECT pair_no, judged_by, verdict FROM judgements WHERE received_on = $day::DATE ORDER BY received_at, judgement_id;
