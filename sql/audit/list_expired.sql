-- What was destroyed by rule and does not lie there again: the last record of each file.
SELECT path, sha256, rule, expired_on::VARCHAR AS expired_on FROM expiries
QUALIFY row_number() OVER (PARTITION BY path ORDER BY expired_on DESC) = 1 ORDER BY path;
