-- How many runs of that cadence and day are committed.
SELECT count(*) AS runs FROM runs WHERE cadence = $cadence AND as_of = $as_of::DATE;
