-- What a triage rule may ask about a record. Read over: records (RECORDS), people (STANDARD), context (one row a
-- record, made by matching.triage). A blank cell is NULL. Columns that other feeds do not have are NULL for them.
CREATE OR REPLACE TABLE case_view AS
WITH told AS (
    SELECT
        record_id,
        feed,
        context.kind,                    -- 致困类型 of the feed
        context.cadence,                 -- event, weekly, monthly, annual
        context.case_id,                 -- records of this run that are one person share it
        context.is_plea,                 -- the feed is one of triage.yml's plea_feeds
        context.on_roll,                 -- the person is on a roll
        context.on_roll_household,       -- another member of the household is on a roll
        context.household_groups,        -- list of 低保, 特困, 儿童, 低保边缘, 残疾补贴 … of person and household
        TRY_CAST(context.event_date AS DATE) AS event_date,
        TRY_CAST(context.amount AS DECIMAL(14, 2)) AS amount,   -- the loss or cost that the contract names, yuan
        TRY_CAST(context.age AS INTEGER) AS age,                -- full years on the day of the run
        people.sex_clean AS sex,
        people.id_status,                -- valid, checksum, masked, damaged, malformed, missing
        people.area,                     -- inside, outside, undecided, unknown
        TRY_CAST(json_extract_string("values", '$.burden') AS DECIMAL(14, 2)) AS burden,          -- 个人负担合规费用, yuan
        TRY_CAST(json_extract_string("values", '$.loss') AS DECIMAL(14, 2)) AS loss,              -- 损失金额, yuan
        TRY_CAST(json_extract_string("values", '$.stays') AS INTEGER) AS stays,                   -- 住院次数
        TRY_CAST(json_extract_string("values", '$.family_size') AS INTEGER) AS family_size,       -- 家庭人口
        json_extract_string("values", '$.injury') AS injury,                                      -- 死亡, 重伤, 轻伤, 轻微伤, 家庭困难
        json_extract_string("values", '$.disaster') AS disaster,
        json_extract_string("values", '$.disability_kind') AS disability_kind,
        CASE json_extract_string("values", '$.disability_level') WHEN '一级' THEN 1 WHEN '二级' THEN 2 WHEN '三级' THEN 3 WHEN '四级' THEN 4 END AS disability_level,
        json_extract_string("values", '$.difficulty') AS difficulty,                              -- 困难类型 of a pupil
        json_extract_string("values", '$.risk') AS risk,                                          -- 风险类型
        json_extract_string("values", '$.household_kind') AS household_kind,                      -- 户类型
        json_extract_string("values", '$.situation') AS situation,                                -- 线索类型 of a police call
        json_extract_string("values", '$.living') AS living,                                      -- 居住情况
        json_extract_string("values", '$.aid') AS applied_aid,                   -- 申请类型
        json_extract_string("values", '$.handling') AS handling,                                  -- 办理情况 of a patrol
        concat_ws(' ', json_extract_string("values", '$.content'), json_extract_string("values", '$.need'), json_extract_string("values", '$.reason'), json_extract_string("values", '$.hardship')) AS plea
    FROM records
    JOIN people USING (record_id, feed)
    JOIN context USING (record_id)
),
-- Health and medical insurance may report one stay each: a stay is a day and a burden, counted once.
stays_told AS (
    SELECT case_id, count(*) AS stays_in_case, sum(burden) AS burden_in_case
    FROM (SELECT DISTINCT case_id, event_date, burden FROM told WHERE cadence = 'monthly' AND burden IS NOT NULL)
    GROUP BY case_id
),
case_told AS (
    SELECT case_id, count(DISTINCT kind) AS kinds_in_case, count_if(is_plea) AS pleas_in_case FROM told GROUP BY case_id
)
SELECT
    told.*,
    coalesce(stays_told.stays_in_case, 0) AS stays_in_case,                     -- different stays of the person in this run
    coalesce(stays_told.burden_in_case, 0)::DECIMAL(14, 2) AS burden_in_case,   -- their burden together, yuan
    case_told.kinds_in_case,                                                    -- different 致困类型 of the person in this run
    case_told.pleas_in_case::INTEGER AS pleas_in_case                           -- pleas of the person in this run
FROM told
JOIN case_told USING (case_id)
LEFT JOIN stays_told USING (case_id)
ORDER BY record_id;
