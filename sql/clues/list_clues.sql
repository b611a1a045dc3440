-- The clues as of a day, the most pressing and the first due before others. due_on: the deadline of the lead slip that was set last,
-- null before one went out. roll_news: what the rolls have since said of the person.
WITH deadlines AS (
    SELECT slip_no, arg_max(until, position) AS due_on FROM slip_events WHERE until IS NOT NULL AND on_day <= $as_of::DATE GROUP BY slip_no
), sent AS (
    SELECT clue_id, list(slip_no ORDER BY slip_no) AS slips FROM slips JOIN deadlines USING (slip_no) GROUP BY clue_id
), leads AS (
    SELECT clue_id, deadlines.due_on FROM lead_slips($as_of::DATE) AS slips JOIN deadlines USING (slip_no)
), joined AS (
    SELECT clue_id, count(*) AS evidence FROM clue_evidence JOIN runs USING (run_id) WHERE as_of <= $as_of::DATE GROUP BY clue_id
)
SELECT clue_id, level, level_at_first, kind, unit, opened_on::VARCHAR AS opened_on, leads.due_on::VARCHAR AS due_on, closed_on::VARCHAR AS closed_on,
    closed_by, follows, run_id, coalesce(evidence, 0) AS evidence, coalesce(slips, []) AS slips, roll_news
FROM clues_as_of($as_of::DATE) AS clues LEFT JOIN sent USING (clue_id) LEFT JOIN leads USING (clue_id) LEFT JOIN joined USING (clue_id)
LEFT JOIN roll_news($as_of::DATE) AS news USING (clue_id)
ORDER BY list_position(['红', '橙', '黄', '蓝'], level), leads.due_on, clue_id;
