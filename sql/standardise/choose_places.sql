-- Where each person lives: the township column speaks first, then the address, then the village column.
-- In: named(position, <source>_unit, <source>_area, <source>_village for township, address and village). Out, by position:
-- unit, unit_from, area, village. A source that names another county ends the search; one that only names the district does not.
SELECT CASE
           WHEN township_area = 'outside' THEN NULL
           WHEN township_unit IS NOT NULL THEN township_unit
           WHEN address_area = 'outside' THEN NULL
           ELSE coalesce(address_unit, village_unit)
       END AS unit,
       CASE
           WHEN unit IS NULL THEN NULL
           WHEN township_unit IS NOT NULL THEN 'township'
           WHEN address_unit IS NOT NULL THEN 'address'
           ELSE 'village'
       END AS unit_from,
       CASE
           WHEN unit IS NOT NULL THEN 'inside'
           WHEN township_area <> 'unknown' THEN township_area
           WHEN address_area <> 'unknown' THEN address_area
           ELSE coalesce(village_area, 'unknown')
       END AS area,
       coalesce(village_village, address_village) AS village
FROM named
ORDER BY position
