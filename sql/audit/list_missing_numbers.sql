-- Slip numbers that no slip has although a later one of the year was given.
SELECT year, list(number ORDER BY number) AS numbers FROM (
    SELECT year, unnest(range(1, max(number) + 1))::INTEGER AS number FROM slips GROUP BY year
) ANTI JOIN slips USING (year, number) GROUP BY year ORDER BY year;
