-- Rows of deliveries in which an identity number stands, in any column, with 18 digits or the 15 of before, by a day; and those that a run
-- took for the same person.
WITH said AS (
    SELECT record_id AS row_id, drop_id, "values" AS told FROM records
    UNION ALL SELECT printf('%s-%06d', drop_id, "row"), drop_id, said FROM unentered_rows
), direct AS (
    SELECT row_id FROM said JOIN drops USING (drop_id) WHERE received_on <= $as_of::DATE
        AND list_has_any($numbers::VARCHAR[], regexp_extract_all(replace(upper(told), ' ', ''), '[0-9X]{15,18}'))
), of_clues AS (
    SELECT DISTINCT clue_id FROM clue_evidence JOIN direct ON row_id = record_id
)
SELECT row_id FROM direct UNION SELECT record_id FROM clue_evidence JOIN runs USING (run_id) SEMI JOIN of_clues USING (clue_id)
WHERE as_of <= $as_of::DATE ORDER BY 1;
