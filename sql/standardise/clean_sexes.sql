-- Sex as a column says it: words, letters or the national code. In: cells(position, raw in NFKC). Out, by position: sex.
SELECT CASE
           WHEN regexp_matches(raw, '^\s*(男|M|m|1|01|boy)') THEN '男'
           WHEN regexp_matches(raw, '^\s*(女|F|f|2|02|girl)') THEN '女'
       END AS sex
FROM cells
ORDER BY position
