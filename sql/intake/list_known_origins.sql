-- Which of the given rows (drop_id-row) were set aside in an earlier delivery of the same table by the same sender.
SELECT printf('%s-%06d', drop_id, "row") AS origin FROM unentered_rows JOIN drops USING (drop_id)
WHERE fate = 'set_aside' AND folder = $folder AND printf('%s-%06d', drop_id, "row") IN (SELECT unnest($origins::VARCHAR[]))
ORDER BY origin;
