-- The day on which the first file of all came: the installation is in use since.
SELECT min(received_on) AS first_on FROM drops WHERE received_on <= $as_of::DATE;
