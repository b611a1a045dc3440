-- The last number of the year's register, 0 before the first.
SELECT coalesce(max(number), 0) AS number FROM slips WHERE year = $year;
