-- Guards the register: nobody's slip has a number before its run was released, and all slips of a run are of that day.
SELECT slip_no FROM slips LEFT JOIN releases USING (run_id) WHERE released_on IS DISTINCT FROM issued_on;
