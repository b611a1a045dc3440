-- Which entries each row that ends a benefit means, and how it found them (`level`, the best only):
--   0 the person and the benefit of an accepted row, which closes the entry itself
--   1 the benefit of the person or under the number      2 another benefit of its group under the number      3 any under the number
--   4 the same name, benefit and township, where the row has no valid number
-- A householder without a valid number of their own is sought under the household's. From level 1 on something differs that only the sender
-- can settle, and until then what was found covers nobody. A benefit with an end to come that finds no
-- other of its kind may be new with a term, and means nothing. On a whole roll the row itself is the entry: only other rows of the same
-- benefit are meant. `stands`: the entry is still open when the file is written; `runs`: beyond the end that the row says.
WITH entries AS (
    SELECT entry_id, person_id, household_id, name, id_number, township, relation, category, valid_to, CAST(NULL AS INTEGER) AS "row",
        entry_id NOT IN (SELECT entry_id FROM replaced) AS stands
    FROM roll_entries WHERE recorded_to IS NULL AND NOT $full
    UNION ALL BY NAME
    SELECT entry_id, person_id, household_id, name, id_number, township, relation, category, valid_to, "row", TRUE AS stands FROM incoming
),
own AS (
    SELECT entries.*, concat_ws('|', "row", entry_id) AS own_key, regexp_replace(entries.name, '\s', '', 'g') AS plain_name, coalesce(groups.name, category) AS benefit,
        groups."group" AS benefit_group, coalesce(groups.general, FALSE) AS general, coalesce(groups.household, TRUE) AS of_household
    FROM entries LEFT JOIN groups ON groups.spelling = category
),
rows_that_end AS (
    SELECT *, 'accepted' AS kind FROM incoming WHERE NOT $full
    UNION ALL BY NAME SELECT *, 'set aside' AS kind FROM ending
    UNION ALL BY NAME SELECT *, 'contrary' AS kind FROM contrary
),
said AS (
    SELECT *, concat_ws('|', kind, "row", entry_id) AS said_key, regexp_replace(name, '\s', '', 'g') AS plain_name,
        CASE WHEN valid_number IS NULL AND list_contains($heads, relation) AND NOT $full THEN household_id END AS head_number
    FROM rows_that_end WHERE valid_to IS NOT NULL
),
ways AS (
    SELECT said_key, own_key, 'key' AS way FROM said JOIN own ON own.person_id = said.person_id AND own."row" IS DISTINCT FROM said."row"
    UNION ALL
    SELECT said_key, own_key, 'number' FROM said JOIN own ON own.id_number = said.id_number AND own."row" IS DISTINCT FROM said."row"
    UNION ALL
    SELECT said_key, own_key, 'number' FROM said JOIN own ON own.id_number = said.valid_number AND own."row" IS DISTINCT FROM said."row"
    UNION ALL
    SELECT said_key, own_key, 'householder' FROM said JOIN own ON own.id_number = said.head_number AND own."row" IS DISTINCT FROM said."row"
    UNION ALL
    SELECT said_key, own_key, 'name' FROM said JOIN own ON own.plain_name = said.plain_name AND own.township = said.township
    WHERE said.valid_number IS NULL AND NOT $full AND own."row" IS DISTINCT FROM said."row"
),
found AS (
    SELECT said."row", said.kind, said_key, said.valid_to, ways.way, own.* EXCLUDE ("row", own_key, valid_to, name, plain_name, township),
        own.valid_to IS NULL OR own.valid_to > said.valid_to AS runs,
        said.relation AS said_relation, said.household_id AS said_household,
        said.category IN ('', benefit) OR (benefit_group = said.category_group AND (general OR said.category_general)) AS same_benefit,
        benefit_group = said.category_group AS same_group
    FROM ways JOIN said USING (said_key) JOIN own USING (own_key)
),
levelled AS (
    SELECT *, CASE
        WHEN same_benefit AND way = 'key' AND kind = 'accepted' THEN 0
        WHEN same_benefit AND way <> 'name' THEN 1
        WHEN $full OR kind = 'contrary' OR (NOT same_benefit AND valid_to >= $month) THEN NULL
        WHEN same_group AND way <> 'name' THEN 2
        WHEN way <> 'name' THEN 3
        WHEN same_benefit THEN 4
        END AS level
    FROM found
)
SELECT DISTINCT * FROM levelled WHERE level IS NOT NULL QUALIFY level = min(level) OVER (PARTITION BY said_key)
ORDER BY "row", entry_id, way;
