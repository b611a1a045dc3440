-- The clues opened after a day and up to another, by the rule that set their level.
SELECT level_rule AS rule, count(*) AS clues FROM clues WHERE opened_on > $after::DATE AND opened_on <= $last::DATE GROUP BY ALL ORDER BY ALL;
