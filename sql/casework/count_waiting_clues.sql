-- The clues found by a day whose batch was not released by then (待签发).
SELECT count(*) AS clues FROM clues LEFT JOIN releases USING (run_id)
WHERE opened_on <= $as_of::DATE AND coalesce(released_on > $as_of::DATE, true);
