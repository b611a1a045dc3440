-- The unit that people named first for each record, by a day; a null unit: none of this district.
SELECT record_id, unit, assigned_by, received_on::VARCHAR AS assigned_on FROM assignments WHERE received_on <= $as_of::DATE
QUALIFY row_number() OVER (PARTITION BY record_id ORDER BY received_at, assignment_id) = 1 ORDER BY record_id;
