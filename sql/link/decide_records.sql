-- One decision for every record. In: l, r, best, cut (records whose block was left out). Out: decided(l, r, weight, rule, decision).
-- A record without a candidate is new, and the rule says why: too little to compare, left out by a cap, or nobody alike.
CREATE TEMP TABLE decided AS
WITH told AS (
    SELECT l.row AS l, best.r, best.weight, best.standing,
           CASE
               WHEN best.rivals > 0 THEN 'TIE'
               WHEN best.rule IS NOT NULL THEN best.rule
               WHEN NOT coalesce(l.enough, false) THEN 'TOO_LITTLE'
               WHEN l.row IN (SELECT cut.l FROM cut) THEN 'BLOCK_CUT'
               ELSE 'NO_CANDIDATE'
           END AS rule
    FROM l
    LEFT JOIN best ON best.l = l.row
)
SELECT l, r, weight, rule,
       CASE
           WHEN rule = 'TIE' THEN 'review'
           WHEN standing IN (-1, 0, 1) THEN 'match'
           WHEN standing IN (2, 3) THEN 'review'
           ELSE 'new'
       END AS decision
FROM told
