-- The release of a run, or no row.
SELECT released_on::VARCHAR AS released_on, released_by, despite FROM releases WHERE run_id = $run_id;
