-- The best candidate of every record, and how many others cannot be told from it.
-- In: pairs(l, r, weight, rule, standing), r(row, entity). Out: best, one row a record that has a candidate: its pair and `rivals`.
-- A person's word (standing -1) comes first and has no rivals. Candidates compete only with their like: a decisive one with
-- decisive ones, a must-rule with must-rules and reviews by weight. A tie is never broken by the order of the ids; r orders only what is told about a record that stays new.
CREATE TEMP TABLE best AS
WITH first AS (
    SELECT l, r, weight, standing
    FROM pairs
    QUALIFY row_number() OVER (PARTITION BY l ORDER BY standing, weight DESC, r) = 1
),
rivals AS (
    SELECT first.l, count(DISTINCT other.entity) AS rivals
    FROM first
    JOIN pairs ON pairs.l = first.l AND pairs.r <> first.r AND pairs.weight >= first.weight - $tie_bits
    JOIN r AS own ON own.row = first.r
    JOIN r AS other ON other.row = pairs.r AND other.entity <> own.entity
    WHERE CASE first.standing
              WHEN -1 THEN false
              WHEN 4 THEN false
              WHEN 1 THEN pairs.standing IN (1, 3)
              ELSE pairs.standing = first.standing
          END
    GROUP BY first.l
)
SELECT pairs.*, coalesce(rivals.rivals, 0) AS rivals
FROM first
JOIN pairs ON pairs.l = first.l AND pairs.r = first.r
LEFT JOIN rivals ON rivals.l = first.l
