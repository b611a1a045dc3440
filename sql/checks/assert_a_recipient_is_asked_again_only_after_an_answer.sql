-- Guards the register: of one clue a recipient has one slip at a time, and another only after the one before was answered, taken back or handed on.
SELECT later.slip_no FROM slips AS later JOIN slips AS earlier USING (clue_id, recipient)
WHERE (earlier.year, earlier.number) < (later.year, later.number) AND NOT EXISTS (
    SELECT 1 FROM slip_events WHERE slip_no = earlier.slip_no AND event IN ('反馈', '作废', '改派') AND on_day <= later.issued_on);
