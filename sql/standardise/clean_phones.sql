-- Telephone numbers: digits only; a mobile number without +86; a landline with the area code it came with.
-- In: cells(position, raw in NFKC). Out, by position: phone, or null for none, masked ones and ones that are nobody's.
-- Most cells are `plain`, a mobile number as it should be: there is nothing to look for in them.
WITH told AS (
    SELECT position, raw, regexp_matches(raw, '^1[3-9]\d{9}$') AS plain
    FROM cells
),
first_number AS (
    SELECT position, plain,
           CASE WHEN plain THEN raw ELSE regexp_replace(
               regexp_replace(regexp_extract(raw, '[^/、,;|或和]*\d[^/、,;|或和]*'), '\.0+$', ''),
               '[^\d*]', '', 'g') END AS text
    FROM told
),
national AS (
    SELECT position, plain, CASE WHEN plain THEN text ELSE regexp_replace(text, '^(0086|86|0)(1[3-9]\d{9})$', '\2') END AS text
    FROM first_number
)
SELECT CASE
           WHEN NOT plain AND NOT regexp_matches(text, '^(1[3-9]\d{9}|0\d{9,11}|[2-8]\d{6,7})$') THEN NULL
           WHEN length(replace(text, right(text, 1), '')) <= 2 THEN NULL
           WHEN regexp_matches(text, '0{7}|12345678') THEN NULL
           ELSE text
       END AS phone
FROM national
ORDER BY position
