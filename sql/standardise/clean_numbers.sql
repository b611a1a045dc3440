-- Identity numbers: squeezed, upgraded from 15 to 18 digits, checked by ISO 7064 MOD 11-2, and what is known of them.
-- In: cells(position, raw in NFKC). Out, by position: id_clean, id_status, id_birth and id_sex (of a valid number only).
-- A number ending in 15 digits + 000, or written 3.7E+17, was damaged by a spreadsheet: it is never taken for whole.
-- Most cells are `plain`, 18 characters as they should be: there is nothing to squeeze in them.
WITH told AS (
    SELECT position, raw, regexp_matches(raw, '^\d{17}[\dX]$') AS plain
    FROM cells
),
squeezed AS (
    SELECT position,
           regexp_replace(
               regexp_replace(upper(raw), '[\s\p{Z}\p{Cc}\p{Cf}''’‘`"“”´,;:()\-–—_/\\]', '', 'g'),
               '(\.0*)+$', '') AS text
    FROM told
    WHERE NOT plain
),
hidden AS (
    SELECT position,
           translate(CASE WHEN regexp_matches(text, 'X{2,}') THEN replace(text, 'X', '*') ELSE text END, '?×✕•●○#', '*******') AS text
    FROM squeezed
),
-- A disability card is the holder's number, a digit for the category and one for the level, longer when reissued.
cut AS (
    SELECT position, CASE WHEN regexp_matches(text, '^\d{17}[\dX]\d{2}[0-9A-Z]*$') THEN left(text, 18) ELSE text END AS text
    FROM hidden
),
-- The last three digits 996 to 999 were kept for people born before 1900.
upgraded AS (
    SELECT position, text,
           CASE WHEN regexp_matches(text, '^\d{15}$') AND NOT regexp_matches(text, '^\d{6}(19|20)(0[1-9]|1[0-2])')
                THEN left(text, 6) || CASE WHEN right(text, 3) >= '996' THEN '18' ELSE '19' END || substr(text, 7)
           END AS old_body,
           CASE WHEN regexp_matches(text, '^\d{17}[\dX]$') THEN left(text, 17) ELSE old_body END AS body
    FROM cut
),
numbers AS (
    SELECT position, raw AS text, left(raw, 17) AS body, false AS old FROM told WHERE plain
    UNION ALL
    SELECT position, text, body, old_body IS NOT NULL AS old FROM upgraded
),
counted AS (
    SELECT position, text, body, old, CAST(body AS BIGINT) AS n, CAST(try_strptime(substr(body, 7, 8), '%Y%m%d') AS DATE) AS born
    FROM numbers
),
checked AS (
    SELECT position, text, body, old,
           CASE WHEN born BETWEEN DATE '1880-01-01' AND DATE '2099-12-31' THEN born END AS born,
           substr('10X98765432', CAST(1 + (
               (n // 10000000000000000 % 10) * 7 + (n // 1000000000000000 % 10) * 9 + (n // 100000000000000 % 10) * 10
             + (n // 10000000000000 % 10) * 5 + (n // 1000000000000 % 10) * 8 + (n // 100000000000 % 10) * 4
             + (n // 10000000000 % 10) * 2 + (n // 1000000000 % 10) * 1 + (n // 100000000 % 10) * 6
             + (n // 10000000 % 10) * 3 + (n // 1000000 % 10) * 7 + (n // 100000 % 10) * 9
             + (n // 10000 % 10) * 10 + (n // 1000 % 10) * 5 + (n // 100 % 10) * 8
             + (n // 10 % 10) * 4 + (n % 10) * 2) % 11 AS BIGINT), 1) AS check_character
    FROM counted
),
judged AS (
    SELECT position, text, body, born, check_character,
           CASE
               WHEN body IS NULL THEN
                   CASE
                       WHEN NOT regexp_matches(text, '\d') THEN 'missing'
                       WHEN regexp_matches(text, '^\d(\.\d+)?E\+?\d{1,2}$') THEN 'damaged'
                       WHEN regexp_matches(text, '^\d{6}(19|20)(0[1-9]|1[0-2])\d{5}$') THEN 'damaged'
                       WHEN contains(text, '*') AND length(text) BETWEEN 10 AND 20 THEN 'masked'
                       ELSE 'malformed'
                   END
               WHEN NOT old AND ends_with(text, '000') THEN 'damaged'
               WHEN NOT old AND right(text, 1) <> check_character THEN 'checksum'
               WHEN born IS NULL THEN 'malformed'
               ELSE 'valid'
           END AS id_status,
           id_status = 'valid' AS valid
    FROM checked
)
SELECT CASE
           WHEN valid THEN body || check_character
           WHEN id_status = 'missing' THEN NULL
           ELSE text
       END AS id_clean,
       id_status,
       CASE WHEN valid THEN strftime(born, '%Y-%m-%d') END AS id_birth,
       CASE WHEN valid THEN CASE WHEN CAST(substr(body, 17, 1) AS INTEGER) % 2 = 1 THEN '男' ELSE '女' END END AS id_sex
FROM judged
ORDER BY position
