-- Guards law 1 at the door: as many records as the receipt says were accepted, and every row is accepted or rejected.
SELECT drop_id FROM checks LEFT JOIN (SELECT drop_id, count(*) AS kept FROM records GROUP BY drop_id) USING (drop_id)
WHERE rows_accepted <> coalesce(kept, 0) OR (verdict IN ('accepted', 'partly') AND rows_accepted + rows_rejected <> rows_in);
