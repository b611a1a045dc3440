-- What each record says of its person, as one key: the same person told in the same words again has the same key, whatever the record.
-- Where the words could mean somebody else of that name as well, the key holds for this record alone. Read over: people (STANDARD).
WITH told AS (
    SELECT record_id, name_key, sex_clean, id_clean, birth, phone_clean, unit, village_clean, house,
        CASE WHEN village_clean IS NULL OR house IS NULL THEN regexp_replace(address, '[^\p{L}\p{N}]', '', 'g') END AS place,
        id_status IN ('valid', 'checksum') AS numbered,
        name_key IS NOT NULL AND NOT regexp_matches(name_key, '[*□?]') AS named
    FROM people
)
SELECT record_id, sha256(to_json([
    name_key, sex_clean, id_clean, birth, phone_clean, unit, village_clean, house, place,
    CASE WHEN NOT coalesce(named AND (numbered OR phone_clean IS NOT NULL OR (village_clean IS NOT NULL AND (house IS NOT NULL OR birth IS NOT NULL))), false)
        THEN record_id END
])::VARCHAR) AS subject_key
FROM told ORDER BY record_id;
