-- The clues opened after a day and up to another, by the unit that answers for them.
SELECT unit, count(*) AS clues FROM clues WHERE opened_on > $after::DATE AND opened_on <= $last::DATE GROUP BY unit ORDER BY unit;
