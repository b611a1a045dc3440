-- Until when each pair that was ever asked about could be answered: the first time it was asked counts.
SELECT pair_no, subject_key, person_id, min(answer_by)::VARCHAR AS answer_by FROM review_pairs GROUP BY ALL ORDER BY pair_no;
