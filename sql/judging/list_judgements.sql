-- All judgements of the given pairs, oldest first.
SELECT * FROM judgements WHERE pair_no IN (SELECT unnest($pairs::VARCHAR[])) ORDER BY received_at, judgement_id;
