-- Which of the given rows (drop_id-row) were set aside in an earlier delivery of the same table by the same sender, and
-- what they said beside their faults (null where that names nobody).
SELECT printf('%s-%06d', drop_id, "row") AS origin, said FROM unentered_rows JOIN drops USING (drop_id)
WHERE fate = 'set_aside' AND folder = $folder AND printf('%s-%06d', drop_id, "row") IN (SELECT unnest($origins::VARCHAR[]))
ORDER BY origin;
