-- Guards the purpose: each slip that was handed on (改派) is followed by one of the same clue and batch, issued on that day to another unit; and only
-- such a slip is followed. So the person of a slip that nobody works on any more is with somebody else.
WITH moved AS (
    SELECT slips.*, on_day FROM slips JOIN slip_events USING (slip_no) WHERE event = '改派'
), well AS (
    SELECT moved.slip_no, later.slip_no AS next_no FROM moved JOIN slips AS later ON later.follows = moved.slip_no
    WHERE later.clue_id = moved.clue_id AND later.run_id = moved.run_id AND later.issued_on = moved.on_day
        AND moved.role = '主办' AND later.role = '主办' AND later.recipient_kind = 'unit' AND later.recipient <> moved.recipient
)
SELECT slip_no FROM moved LEFT JOIN well USING (slip_no) GROUP BY slip_no HAVING count(next_no) <> 1
UNION ALL
SELECT slip_no FROM slips WHERE follows IS NOT NULL AND slip_no NOT IN (SELECT next_no FROM well);
