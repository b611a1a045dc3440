-- The best candidate of every record, and how many others cannot be told from it.
-- In: pairs(l, r, weight, rule, standing), r(row, entity). Out: best, one row a record that has a candidate: its pair and `rivals`.
-- A person's word (standing -1) comes first and has no rivals. Candidates compete only with their like: a decisive one with
-- decisive ones, a must-rule with must-rules and reviews by weight. A tie is never broken by the order of the ids; r orders only what is told about a record that stays new.
CREATE TABLE best AS
WITH ranked AS (
    SELECT *, row_number() OVER (PARTITION BY l ORDER BY standing, weight DESC, r) AS place
    FROM pairs
),
first AS (
    SELECT ranked.* EXCLUDE (place), r.entity FROM ranked JOIN r ON r.row = ranked.r WHERE place = 1
),
rivals AS (
    SELECT first.l, count(DISTINCT r.entity) AS rivals
    FROM first
    JOIN pairs ON pairs.l = first.l AND pairs.weight >= first.weight - $tie_bits
    JOIN r ON r.row = pairs.r AND r.entity <> first.entity
    WHERE CASE first.standing
              WHEN -1 THEN false
              WHEN 4 THEN false
              WHEN 1 THEN pairs.standing IN (1, 3)
              ELSE pairs.standing = first.standing
          END
    GROUP BY first.l
)
SELECT first.* EXCLUDE (entity), coalesce(rivals.rivals, 0) AS rivals
FROM first
LEFT JOIN rivals USING (l)
