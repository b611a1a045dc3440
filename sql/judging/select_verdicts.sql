-- What people say of each pair by a day (ledger/create_tables.sql tells how); judged_on as text. number_key: the whole identity number of the record,
-- hashed, of a pair that was drawn in a sample.
SELECT pair_no, subject_key, person_id, verdict, judged_by, judged_on::VARCHAR AS judged_on, number_key
FROM verdicts($as_of::DATE) LEFT JOIN (SELECT pair_no, max(number_key) AS number_key FROM samples GROUP BY pair_no) AS drawn USING (pair_no)
ORDER BY pair_no;
