-- Days of birth as departments write them: 1968-3-5, 1968.03.05, 1968年3月5日, 19680305, a spreadsheet's serial number.
-- In: cells(position, raw in NFKC). Out, by position: day, ISO or null. A year and month alone is not a day.
WITH squeezed AS (
    SELECT position, regexp_replace(raw, '[\s\p{Z}\p{Cc}\p{Cf}'']', '', 'g') AS text
    FROM cells
),
parted AS (
    SELECT position, text,
           regexp_extract(text, '^(\d{4})[-./年](\d{1,2})[-./月](\d{1,2})', ['y', 'm', 'd']) AS spaced,
           regexp_extract(text, '^(\d{4})(\d{2})(\d{2})(?:\.0|0{6})?$', ['y', 'm', 'd']) AS packed
    FROM squeezed
),
read AS (
    SELECT position,
           CASE
               WHEN spaced.y <> '' THEN try_cast(spaced.y || '-' || lpad(spaced.m, 2, '0') || '-' || lpad(spaced.d, 2, '0') AS DATE)
               WHEN packed.y <> '' THEN try_cast(packed.y || '-' || packed.m || '-' || packed.d AS DATE)
               WHEN regexp_matches(text, '^[1-5]?\d{4}(\.0)?$') AND try_cast(text AS DOUBLE) > 2100
                   THEN DATE '1899-12-30' + CAST(CAST(text AS DOUBLE) AS INTEGER)
           END AS day
    FROM parted
)
SELECT CASE WHEN day BETWEEN DATE '1880-01-01' AND DATE '2099-12-31' THEN strftime(day, '%Y-%m-%d') END AS day
FROM read
ORDER BY position
