-- Guards the register: nobody's slip has a number before its run was released, and all slips of a run are of that day, but for those that
-- follow one that was handed on.
SELECT slip_no FROM slips LEFT JOIN releases USING (run_id) WHERE follows IS NULL AND released_on IS DISTINCT FROM issued_on;
