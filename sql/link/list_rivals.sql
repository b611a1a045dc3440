-- The persons among whom a tie could not choose, best first: the one of `best` and its rivals, as link/choose_pairs.sql counts them.
-- In: best and pairs of one record, r(row, entity). Out: entity.
SELECT r.entity
FROM best
JOIN pairs ON pairs.l = best.l AND pairs.weight >= best.weight - $tie_bits
JOIN r ON r.row = pairs.r
WHERE CASE best.standing
          WHEN 4 THEN false
          WHEN 1 THEN pairs.standing IN (1, 3)
          ELSE pairs.standing = best.standing
      END
GROUP BY r.entity, best.r
ORDER BY max(pairs.r = best.r) DESC, min(pairs.standing), max(pairs.weight) DESC, min(pairs.r)
