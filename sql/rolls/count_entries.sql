-- How the roll moved under one load.
SELECT count(*) FILTER (recorded_from = $day::DATE AND drop_id = $drop_id) AS opened,
       count(*) FILTER (recorded_to = $day::DATE) AS closed FROM roll_entries;
