-- Every file received up to a day in an agreed folder, with its verdict (null: not judged yet), the rows it brought (a row that
-- corrects an earlier one brings none) and the rows its sender still has to correct. A row set aside stays open until it came
-- back through its correction workbook, or until a later file of its folder brings a new record that says all that it said beside its
-- faults; of rows of one file that say the same, each needs a record of its own. A later list without it closes nothing. A row that is
-- set aside again in a later file is counted there.
WITH seen AS (
    SELECT *, (received_at, drop_id) AS moment FROM drops WHERE received_on <= $as_of::DATE AND table_code IN (SELECT unnest($feeds::VARCHAR[]))
), aside AS (
    SELECT drop_id, printf('%s-%06d', drop_id, "row") AS row_id, origin, said, folder, moment,
        row_number() OVER (PARTITION BY drop_id, said ORDER BY "row") AS place
    FROM unentered_rows JOIN seen USING (drop_id) WHERE fate = 'set_aside'
), settled AS (
    SELECT origin FROM records SEMI JOIN seen USING (drop_id) WHERE origin IS NOT NULL
    UNION SELECT origin FROM unentered_rows SEMI JOIN seen USING (drop_id) WHERE fate = 'repeated' AND origin IS NOT NULL
), restated AS (
    SELECT row_id FROM aside JOIN (SELECT folder, moment, "values" FROM records JOIN seen USING (drop_id) WHERE replaces IS NULL) AS later
    ON later.folder = aside.folder AND later.moment > aside.moment AND json_contains(later."values", said)
    WHERE said IS NOT NULL GROUP BY row_id, place HAVING count(*) >= place
    UNION SELECT aside.row_id FROM aside JOIN aside AS again
    ON again.folder = aside.folder AND again.moment > aside.moment AND again.said = aside.said AND again.place = aside.place
    WHERE again.origin IS NULL
), open_rows AS (
    SELECT drop_id, count(*) AS rows_to_correct FROM aside ANTI JOIN restated USING (row_id)
    WHERE row_id NOT IN (SELECT origin FROM settled) AND (origin IS NULL OR origin NOT IN (SELECT row_id FROM aside))
    GROUP BY drop_id
), brought AS (
    SELECT drop_id, count(*) AS rows_new FROM records WHERE replaces IS NULL GROUP BY drop_id
)
SELECT table_code AS feed, unit, period, verdict, received_on, coalesce(rows_new, 0) AS rows_new, coalesce(rows_to_correct, 0) AS rows_to_correct
FROM seen LEFT JOIN checks USING (drop_id) LEFT JOIN open_rows USING (drop_id) LEFT JOIN brought USING (drop_id)
ORDER BY received_at, drop_id;
