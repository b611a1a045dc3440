-- The last committed runs of a cadence up to a day, with what they came to; the latest first.
SELECT run_id, summary FROM runs WHERE cadence = $cadence AND as_of <= $as_of::DATE ORDER BY as_of DESC, sequence DESC LIMIT $runs::BIGINT;
