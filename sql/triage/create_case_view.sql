-- What a triage rule may ask about a record. Read over: records (RECORDS), people (STANDARD), context (one row a
-- record, made by matching.triage), events (one row a record of this run or of an earlier one) and ties (the events that speak of the
-- person of a case, `own`, or of others of the household). A blank cell is NULL. Columns that other feeds do not have are NULL for them.
CREATE OR REPLACE TEMP TABLE case_view AS
WITH told AS (
    SELECT
        record_id,
        feed,
        context.kind,                    -- 致困类型 of the feed
        context.cadence,                 -- event, weekly, monthly, annual
        context.case_id,                 -- records of this run that are one person share it
        context.is_plea,                 -- the feed is one of triage.yml's plea_feeds
        context.is_shock,                -- the feed is one of triage.yml's shock_feeds
        context.closed_before,           -- the person had a clue that was closed
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
happened AS (
    SELECT case_id, whose, events.* REPLACE (TRY_CAST(stay_burden AS DECIMAL(14, 2)) AS stay_burden) FROM ties JOIN events USING (record_id)
),
-- Health and medical insurance may report one stay each, with another number and another day of settlement; nobody lies in two hospitals
-- at once. Of records that may be one stay (days that overlap; or the same burden of two senders within ten days) the dearest counts.
stays AS (
    SELECT *, coalesce(admitted_on, event_date) AS begins FROM happened WHERE whose = 'own' AND stay_burden IS NOT NULL AND event_date IS NOT NULL
),
stays_once AS (
    SELECT * FROM stays AS one WHERE NOT EXISTS (
        SELECT 1 FROM stays AS other
        WHERE other.case_id = one.case_id AND (other.stay_burden, other.record_id) > (one.stay_burden, one.record_id)
          AND ((other.begins < one.event_date AND one.begins < other.event_date) OR (other.begins = one.begins AND other.event_date = one.event_date)
            OR (other.feed <> one.feed AND other.stay_burden = one.stay_burden AND abs(other.event_date - one.event_date) <= 10)))
),
year_told AS (
    SELECT told.record_id, count(*) AS stays_in_year, sum(stay_burden) AS burden_in_year
    FROM told JOIN stays_once ON stays_once.case_id = told.case_id AND year(stays_once.event_date) = year(told.event_date)
    WHERE told.cadence = 'monthly' AND told.burden IS NOT NULL
    GROUP BY told.record_id
),
-- A shock is a kind on a day; however often a person lies in hospital, illness is one. What struck the person as well is no shock of the others.
shocks AS (
    SELECT DISTINCT case_id, whose, kind, CASE WHEN stay_burden IS NULL THEN event_date END AS day FROM happened WHERE is_shock AND recent
),
shocks_told AS (
    SELECT case_id, count_if(whose = 'own') AS shocks_12m,
        count_if(whose = 'household' AND NOT EXISTS (
            SELECT 1 FROM shocks AS own WHERE own.case_id = shocks.case_id AND own.whose = 'own' AND own.kind = shocks.kind AND own.day = shocks.day
        )) AS household_shocks_12m
    FROM shocks GROUP BY case_id
),
pleas_told AS (
    SELECT case_id, count(*) AS pleas_12m FROM happened WHERE whose = 'own' AND is_plea AND recent GROUP BY case_id
)
SELECT
    told.*,
    coalesce(year_told.stays_in_year, 0)::INTEGER AS stays_in_year,             -- stays in the calendar year of this one, told until now, each once
    coalesce(year_told.burden_in_year, 0)::DECIMAL(14, 2) AS burden_in_year,    -- their burden together, yuan
    coalesce(shocks_told.shocks_12m, 0)::INTEGER AS shocks_12m,                 -- different shocks of the person within twelve months
    coalesce(shocks_told.household_shocks_12m, 0)::INTEGER AS household_shocks_12m,   -- and of others of the household
    coalesce(pleas_told.pleas_12m, 0)::INTEGER AS pleas_12m                     -- pleas of the person within twelve months
FROM told
LEFT JOIN year_told USING (record_id)
LEFT JOIN shocks_told ON shocks_told.case_id = told.case_id
LEFT JOIN pleas_told ON pleas_told.case_id = told.case_id
ORDER BY told.record_id;
