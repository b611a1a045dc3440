-- Guards law 1 at the door: as many records as the receipt says were accepted, and every row of a delivery that was not
-- refused is a record, set aside, repeated, or withdraws one set aside.
SELECT drop_id FROM checks
LEFT JOIN (SELECT drop_id, count(*) AS kept FROM records GROUP BY drop_id) USING (drop_id)
LEFT JOIN (
    SELECT drop_id, count(*) FILTER (fate = 'set_aside') AS aside, count(*) FILTER (fate = 'repeated') AS again,
        count(*) FILTER (fate = 'withdrawn') AS given_up
    FROM unentered_rows GROUP BY drop_id
) USING (drop_id)
WHERE rows_accepted <> coalesce(kept, 0) OR rows_repeated <> coalesce(again, 0)
   OR coalesce(rows_withdrawn, 0) <> coalesce(given_up, 0) OR rows_accepted + rows_rejected + rows_repeated + coalesce(rows_withdrawn, 0) <> rows_in
   OR (verdict IN ('accepted', 'partly') AND rows_rejected <> coalesce(aside, 0));
