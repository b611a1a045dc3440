-- Entries that rows mean without closing them, and those of the households whose head was stopped (`members`), each with the earliest end that is said.
WITH ends AS (
    SELECT entry_id, valid_to FROM meant WHERE level > 0 AND stands AND runs
    UNION ALL
    SELECT entry_id, valid_to FROM members
)
SELECT entry_id, min(valid_to) AS valid_to FROM ends GROUP BY entry_id;
