-- The last committed runs of a cadence, with what they came to; the latest first.
SELECT run_id, summary FROM runs WHERE cadence = $cadence ORDER BY as_of DESC, sequence DESC LIMIT $runs::BIGINT;
