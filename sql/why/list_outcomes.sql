-- Where the given records ended in each run by a day, in the order of the runs, and what linkage had said of them.
SELECT outcomes.record_id, outcomes.run_id, runs.as_of::VARCHAR AS as_of, bucket, outcomes.rule, reason, outcomes.person_id, clue_id, unit, unit_from, level,
    hardship, against, decision, links.rule AS link_rule, links.person_id AS link_person, match_weight, explanation
FROM outcomes JOIN runs USING (run_id) LEFT JOIN links ON links.run_id = outcomes.run_id AND links.record_id = outcomes.record_id
WHERE runs.as_of <= $as_of::DATE AND outcomes.record_id IN (SELECT unnest($ids::VARCHAR[]))
ORDER BY outcomes.record_id, runs.as_of, "after" <> '', outcomes.run_id, against DESC;
