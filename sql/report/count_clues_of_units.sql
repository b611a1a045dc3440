-- The clues opened after a day and up to another, by the unit that answers for them by then.
SELECT unit, count(*) AS clues FROM clues_as_of($last::DATE) WHERE opened_on > $after::DATE AND opened_on <= $last::DATE GROUP BY unit ORDER BY unit;
