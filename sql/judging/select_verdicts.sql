-- What people say of each pair by a day (ledger/create_tables.sql tells how); judged_on as text.
SELECT pair_no, subject_key, person_id, verdict, judged_by, judged_on::VARCHAR AS judged_on FROM verdicts($as_of::DATE) ORDER BY pair_no;
