-- Every table of the ledger. Nothing here is ever updated in place: a state is a view over what was appended;
-- the one exception is roll_entries.recorded_to, which closes an entry once.

CREATE TABLE IF NOT EXISTS drops (
    drop_id VARCHAR PRIMARY KEY, sha256 VARCHAR NOT NULL, size BIGINT NOT NULL, table_code VARCHAR, unit VARCHAR,
    folder VARCHAR NOT NULL, name VARCHAR NOT NULL, ctime_ns BIGINT NOT NULL, received_at VARCHAR NOT NULL, received_on DATE NOT NULL
);
-- The same bytes in the same folder again: no second delivery, but somebody waits for an answer.
CREATE TABLE IF NOT EXISTS repeats (drop_id VARCHAR NOT NULL, name VARCHAR NOT NULL, ctime_ns BIGINT NOT NULL, received_at VARCHAR NOT NULL);
CREATE TABLE IF NOT EXISTS checks (
    drop_id VARCHAR PRIMARY KEY, verdict VARCHAR NOT NULL, period VARCHAR, sheet VARCHAR,
    rows_in INTEGER NOT NULL, rows_accepted INTEGER NOT NULL, rows_rejected INTEGER NOT NULL, rows_repeated INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS findings (
    drop_id VARCHAR NOT NULL, "row" INTEGER, "column" VARCHAR, rule VARCHAR NOT NULL, severity VARCHAR NOT NULL,
    message VARCHAR NOT NULL, cure VARCHAR NOT NULL
);
CREATE TABLE IF NOT EXISTS records (
    record_id VARCHAR PRIMARY KEY, drop_id VARCHAR NOT NULL, feed VARCHAR NOT NULL, source_unit VARCHAR, period VARCHAR,
    "row" INTEGER NOT NULL, "values" VARCHAR NOT NULL, row_key VARCHAR NOT NULL, origin VARCHAR, replaces VARCHAR
);
ALTER TABLE checks ADD COLUMN IF NOT EXISTS rows_withdrawn INTEGER DEFAULT 0;
-- Every data row of a delivery that made no record: set aside for correction, repeated, or (with a reason) the withdrawal of one set aside.
CREATE TABLE IF NOT EXISTS unentered_rows (
    drop_id VARCHAR NOT NULL, "row" INTEGER NOT NULL, fate VARCHAR NOT NULL, origin VARCHAR, same_as VARCHAR, said VARCHAR, PRIMARY KEY (drop_id, "row")
);
ALTER TABLE unentered_rows ADD COLUMN IF NOT EXISTS said VARCHAR;
ALTER TABLE unentered_rows ADD COLUMN IF NOT EXISTS reason VARCHAR;

-- Bitemporal: valid_* is when the benefit ran (months), recorded_* is when we knew (days, recorded_to exclusive).
CREATE TABLE IF NOT EXISTS roll_entries (
    entry_id VARCHAR NOT NULL, person_id VARCHAR NOT NULL, household_id VARCHAR, name VARCHAR, sex VARCHAR, birth_date VARCHAR, id_number VARCHAR, phone VARCHAR,
    township VARCHAR, village VARCHAR, address VARCHAR, relation VARCHAR, category VARCHAR NOT NULL, monthly_amount VARCHAR,
    valid_from VARCHAR, valid_to VARCHAR, recorded_from DATE NOT NULL, recorded_to DATE, drop_id VARCHAR NOT NULL
);
CREATE TABLE IF NOT EXISTS roll_loads (drop_id VARCHAR PRIMARY KEY, kind VARCHAR NOT NULL, recorded_on DATE NOT NULL, opened INTEGER NOT NULL, closed INTEGER NOT NULL);

CREATE TABLE IF NOT EXISTS runs (
    run_id VARCHAR PRIMARY KEY, cadence VARCHAR NOT NULL, as_of DATE NOT NULL, sequence INTEGER NOT NULL,
    roll_snapshot VARCHAR NOT NULL, summary VARCHAR NOT NULL
);
CREATE TABLE IF NOT EXISTS run_events (run_id VARCHAR NOT NULL, event VARCHAR NOT NULL, output_sha256 VARCHAR NOT NULL, PRIMARY KEY (run_id, event));
-- Where a record ended. One in review is settled by a later run, which appends an outcome `after` the earlier run's ('' for the
-- first): each outcome has at most one successor, and the last of the chain is the current one.
CREATE TABLE IF NOT EXISTS outcomes (
    run_id VARCHAR NOT NULL, record_id VARCHAR NOT NULL, after VARCHAR NOT NULL DEFAULT '', feed VARCHAR NOT NULL, bucket VARCHAR NOT NULL,
    rule VARCHAR NOT NULL, person_id VARCHAR, clue_id VARCHAR, unit VARCHAR, unit_from VARCHAR, level VARCHAR, hardship VARCHAR, reason VARCHAR,
    PRIMARY KEY (record_id, after)
);
CREATE TABLE IF NOT EXISTS links (
    run_id VARCHAR NOT NULL, record_id VARCHAR NOT NULL, against VARCHAR NOT NULL, decision VARCHAR NOT NULL, person_id VARCHAR,
    match_weight DOUBLE, match_probability DOUBLE, rule VARCHAR, explanation VARCHAR, PRIMARY KEY (run_id, record_id, against)
);
CREATE VIEW IF NOT EXISTS current_outcomes AS
SELECT * FROM outcomes WHERE NOT EXISTS (
    SELECT 1 FROM outcomes AS later WHERE later.record_id = outcomes.record_id AND later.after = outcomes.run_id
);

-- Clerical review. What each record in review was asked about: state open (people are asked), or same, different, unsure, lapsed
-- (nobody answered in time) when the run began. Records that a judgement enrolled keep theirs too.
CREATE TABLE IF NOT EXISTS review_pairs (
    run_id VARCHAR NOT NULL, record_id VARCHAR NOT NULL, pair_no VARCHAR NOT NULL, subject_key VARCHAR NOT NULL, person_id VARCHAR NOT NULL,
    state VARCHAR NOT NULL, answer_by DATE NOT NULL, match_weight DOUBLE, rule VARCHAR, PRIMARY KEY (run_id, record_id, pair_no)
);
-- What people said of pairs. A later judgement counts instead of an earlier one; both are kept. match_weight: the score at that time;
-- run_id, record_id: where the pair was last asked about.
CREATE TABLE IF NOT EXISTS judgements (
    judgement_id VARCHAR PRIMARY KEY, pair_no VARCHAR NOT NULL, subject_key VARCHAR NOT NULL, person_id VARCHAR NOT NULL, verdict VARCHAR NOT NULL,
    judged_by VARCHAR NOT NULL, note VARCHAR, run_id VARCHAR NOT NULL, record_id VARCHAR NOT NULL, match_weight DOUBLE,
    received_at VARCHAR NOT NULL, received_on DATE NOT NULL, drop_id VARCHAR NOT NULL
);
-- Blind samples of what runs decided (抽样核查): pairs that people judge like those of a review, whose verdict is known and not shown. bucket: where the
-- record stood when it was drawn, in a run of the scope; population: what was drawn out of; number_key: the record's whole identity number, hashed.
CREATE TABLE IF NOT EXISTS samples (
    sample_no VARCHAR NOT NULL, scope VARCHAR NOT NULL, seed VARCHAR NOT NULL, drawn_on DATE NOT NULL, bucket VARCHAR NOT NULL, population INTEGER NOT NULL,
    pair_no VARCHAR NOT NULL, subject_key VARCHAR NOT NULL, number_key VARCHAR, person_id VARCHAR NOT NULL, record_id VARCHAR NOT NULL,
    run_id VARCHAR NOT NULL, PRIMARY KEY (sample_no, record_id)
);
-- 待定派单: the unit that people named for a record nobody could place (null: none of this district). The first word counts, since with
-- it the record is placed; all are kept. place_no: the number it was asked under.
CREATE TABLE IF NOT EXISTS assignments (
    assignment_id VARCHAR PRIMARY KEY, place_no VARCHAR NOT NULL, record_id VARCHAR NOT NULL, unit VARCHAR, assigned_by VARCHAR NOT NULL,
    note VARCHAR, received_at VARCHAR NOT NULL, received_on DATE NOT NULL, drop_id VARCHAR NOT NULL
);
CREATE TABLE IF NOT EXISTS clues (
    clue_id VARCHAR PRIMARY KEY, run_id VARCHAR NOT NULL, record_id VARCHAR NOT NULL, feed VARCHAR NOT NULL, kind VARCHAR NOT NULL,
    unit VARCHAR NOT NULL, unit_from VARCHAR, level VARCHAR NOT NULL, level_rule VARCHAR NOT NULL, reasons VARCHAR[], aid VARCHAR[],
    departments VARCHAR[], hardship VARCHAR, event_date VARCHAR, amount VARCHAR, basis VARCHAR, opened_on DATE NOT NULL
);
ALTER TABLE clues ADD COLUMN IF NOT EXISTS follows VARCHAR;
-- New evidence that raised the level of an open clue; its unit got a supplement to the slip instead of a second one.
CREATE TABLE IF NOT EXISTS supplements (
    run_id VARCHAR NOT NULL, clue_id VARCHAR NOT NULL, level_before VARCHAR NOT NULL, level VARCHAR NOT NULL, level_rule VARCHAR NOT NULL,
    reasons VARCHAR[], aid VARCHAR[], hardship VARCHAR, PRIMARY KEY (run_id, clue_id)
);
-- Departments asked for special aid because of what joined an open clue; the clue's own are with the clue. One that answered may be asked again,
-- which ledgers of before do not allow: a constraint cannot be taken off, so that this table and slips are written anew with every layout, each row in its place.
CREATE TABLE IF NOT EXISTS requests (run_id VARCHAR);
ALTER TABLE requests RENAME TO requests_before;
CREATE TABLE requests (run_id VARCHAR NOT NULL, clue_id VARCHAR NOT NULL, department VARCHAR NOT NULL, PRIMARY KEY (run_id, clue_id, department));
INSERT INTO requests BY NAME SELECT * FROM requests_before ORDER BY rowid;
DROP TABLE requests_before;
CREATE TABLE IF NOT EXISTS clue_events (clue_id VARCHAR NOT NULL, event VARCHAR NOT NULL, on_day DATE NOT NULL, run_id VARCHAR, PRIMARY KEY (clue_id, event, on_day));
-- What the event says beside its name, in Chinese.
ALTER TABLE clue_events ADD COLUMN IF NOT EXISTS note VARCHAR;
CREATE TABLE IF NOT EXISTS clue_evidence (clue_id VARCHAR NOT NULL, record_id VARCHAR PRIMARY KEY, run_id VARCHAR NOT NULL);
-- A run's batch that was released (签发): only then do its clues get slips, numbered in the same transaction. released_by '' : released by
-- itself, as the district's configuration says of its cadence. despite: why it went out although its check found something.
CREATE TABLE IF NOT EXISTS releases (run_id VARCHAR PRIMARY KEY, released_on DATE NOT NULL, released_by VARCHAR NOT NULL, despite VARCHAR NOT NULL);
-- follows: the slip that was handed on to this one's recipient (改派), in the batch of the same run; null: the release of the run gave the number.
CREATE TABLE IF NOT EXISTS slips (slip_no VARCHAR);
ALTER TABLE slips RENAME TO slips_before;
CREATE TABLE slips (
    slip_no VARCHAR PRIMARY KEY, year INTEGER NOT NULL, number INTEGER NOT NULL, clue_id VARCHAR NOT NULL, run_id VARCHAR NOT NULL,
    recipient_kind VARCHAR NOT NULL, recipient VARCHAR NOT NULL, role VARCHAR NOT NULL, issued_on DATE NOT NULL, due_on DATE NOT NULL,
    follows VARCHAR, UNIQUE (year, number)
);
INSERT INTO slips BY NAME SELECT * FROM slips_before ORDER BY rowid;
DROP TABLE slips_before;
-- What happened to a slip, counted from 0 (已转办); where it stands is a fold over them (schemas/casework.yml). on_day: when the centre knew;
-- said_on: when the sender says it happened; until: the deadline from then on (null: the one before); note: why, where an event needs a
-- reason; by_whom: who said so; answer: result, reason and amount; record_id: the row of feedback that said it.
CREATE TABLE IF NOT EXISTS slip_events (
    slip_no VARCHAR NOT NULL, position INTEGER NOT NULL, event VARCHAR NOT NULL, on_day DATE NOT NULL, until DATE, said_on DATE, run_id VARCHAR,
    note VARCHAR, by_whom VARCHAR, answer VARCHAR, record_id VARCHAR, PRIMARY KEY (slip_no, position)
);

-- Reminders (催报), one row for each delivery asked for; recipient: unit code or department key.
CREATE TABLE IF NOT EXISTS notices (
    issued_on DATE NOT NULL, recipient_kind VARCHAR NOT NULL, recipient VARCHAR NOT NULL, feed VARCHAR NOT NULL, period VARCHAR NOT NULL,
    due_on DATE NOT NULL, late INTEGER NOT NULL, times INTEGER NOT NULL, note VARCHAR NOT NULL, PRIMARY KEY (issued_on, recipient, feed, period)
);

-- Supervision of slips (提醒, 催办, 督办): each step once for a deadline. late: working days after it.
CREATE TABLE IF NOT EXISTS supervisions (
    sent_on DATE NOT NULL, recipient_kind VARCHAR NOT NULL, recipient VARCHAR NOT NULL, slip_no VARCHAR NOT NULL, step VARCHAR NOT NULL,
    level VARCHAR NOT NULL, state VARCHAR NOT NULL, opened_on DATE NOT NULL, due_on DATE NOT NULL, late INTEGER NOT NULL,
    PRIMARY KEY (slip_no, due_on, step)
);

-- Files of the archive and of runs that were destroyed by rule (保管期满销毁). path: below the home; rule: which of the district's; by_whom: who did it.
CREATE TABLE IF NOT EXISTS expiries (
    path VARCHAR NOT NULL, sha256 VARCHAR NOT NULL, rule VARCHAR NOT NULL, expired_on DATE NOT NULL, by_whom VARCHAR NOT NULL,
    PRIMARY KEY (path, expired_on)
);

-- A hash chain: each line's hash covers the line before it, and each transaction ends with a line that covers the rows it appended
-- (matching/chain.py).
CREATE TABLE IF NOT EXISTS audit_log (
    line BIGINT PRIMARY KEY, action VARCHAR NOT NULL, subject VARCHAR NOT NULL, detail VARCHAR NOT NULL, previous VARCHAR NOT NULL, hash VARCHAR NOT NULL
);

-- What people say of each pair by a day, one row a pair. The last day on which somebody judged it counts, and of each judge the last
-- word of that day. Who is unsure contradicts nobody; if one says same and another different, the pair is contested: nobody decided it.
CREATE OR REPLACE MACRO verdicts(day) AS TABLE
WITH words AS (
    SELECT * FROM judgements WHERE received_on <= day
    QUALIFY received_on = max(received_on) OVER (PARTITION BY pair_no)
        AND row_number() OVER (PARTITION BY pair_no, received_on, judged_by ORDER BY received_at DESC, judgement_id DESC) = 1
), decided AS (
    SELECT pair_no, count(DISTINCT verdict) AS verdicts, any_value(verdict) AS verdict FROM words WHERE verdict <> 'unsure' GROUP BY pair_no
), said AS (
    SELECT words.*, CASE coalesce(verdicts, 0) WHEN 0 THEN 'unsure' WHEN 1 THEN decided.verdict ELSE 'contested' END AS told
    FROM words LEFT JOIN decided USING (pair_no)
)
SELECT pair_no, subject_key, person_id, told AS verdict, received_on AS judged_on,
    string_agg(judged_by, '、' ORDER BY received_at, judgement_id) FILTER (told IN ('contested', verdict)) AS judged_by
FROM said GROUP BY ALL;

-- Records that the next run takes. First those that no run has placed. Then those in review of which a pair was judged since, or of which
-- no pair can be answered in time any more; those that a judgement enrolled which no longer stands; those without a unit for which
-- people named one; and those called covered by somebody who is another person, as people found of a sample. `after`: the run whose outcome the
-- next one follows ('' for none). A record that a later one replaces is not taken.
CREATE OR REPLACE MACRO pending_records(day) AS TABLE
WITH known AS (
    SELECT records.* FROM records JOIN drops USING (drop_id) WHERE received_on <= day
), asked AS (
    SELECT record_id, run_id, bucket, max(answer_by) FILTER (state = 'open') AS answer_by,
        bool_or(CASE WHEN state IN ('open', 'lapsed') THEN 'none' ELSE state END
            <> CASE WHEN verdict IS NULL OR verdict = 'contested' THEN 'none' ELSE verdict END) AS judged
    FROM review_pairs JOIN current_outcomes USING (run_id, record_id) JOIN runs USING (run_id) LEFT JOIN verdicts(day) AS said USING (pair_no)
    WHERE as_of <= day AND (bucket = 'review' OR current_outcomes.rule = 'HUMAN_SAME') GROUP BY ALL
), taken AS (
    SELECT known.*, '' AS after FROM known ANTI JOIN outcomes USING (record_id)
    UNION ALL
    SELECT known.*, run_id AS after FROM known JOIN asked USING (record_id)
    WHERE judged OR (bucket = 'review' AND coalesce(answer_by < day, true))
    UNION ALL
    SELECT known.*, run_id AS after FROM known JOIN current_outcomes USING (record_id)
    WHERE bucket = 'unlocated' AND record_id IN (SELECT record_id FROM assignments WHERE received_on <= day)
    UNION ALL
    SELECT known.*, run_id AS after FROM known JOIN (
        SELECT * FROM current_outcomes SEMI JOIN (
            SELECT record_id, samples.person_id FROM samples JOIN verdicts(day) AS said USING (pair_no) WHERE verdict = 'different'
        ) AS refuted USING (record_id, person_id)
    ) AS placed USING (record_id)
    WHERE bucket = 'enrolled' AND record_id NOT IN (SELECT record_id FROM asked WHERE judged)
)
SELECT * FROM taken WHERE record_id NOT IN (SELECT replaces FROM known WHERE replaces IS NOT NULL);

-- The rows of the given feeds that their senders still have to correct, by a day. A row set aside stays open until it came
-- back through its correction workbook, corrected or withdrawn, or until a later file of its folder brings a new record that says all that it said beside its
-- faults; of rows of one file that say the same, each needs a record of its own. A later list without it closes nothing. A row that is
-- set aside again in a later file is counted there.
CREATE OR REPLACE MACRO open_rows(day, feeds) AS TABLE
WITH seen AS (
    SELECT *, (received_at, drop_id) AS moment FROM drops WHERE received_on <= day AND table_code IN (SELECT unnest(feeds))
), aside AS (
    SELECT drop_id, printf('%s-%06d', drop_id, "row") AS row_id, origin, said, folder, moment,
        row_number() OVER (PARTITION BY drop_id, said ORDER BY "row") AS place
    FROM unentered_rows JOIN seen USING (drop_id) WHERE fate = 'set_aside'
), settled AS (
    SELECT origin FROM records SEMI JOIN seen USING (drop_id) WHERE origin IS NOT NULL
    UNION SELECT origin FROM unentered_rows SEMI JOIN seen USING (drop_id) WHERE fate IN ('repeated', 'withdrawn') AND origin IS NOT NULL
), restated AS (
    SELECT row_id FROM aside JOIN (SELECT folder, moment, "values" FROM records JOIN seen USING (drop_id) WHERE replaces IS NULL) AS later
    ON later.folder = aside.folder AND later.moment > aside.moment AND json_contains(later."values", said)
    WHERE said IS NOT NULL GROUP BY row_id, place HAVING count(*) >= place
    UNION SELECT aside.row_id FROM aside JOIN aside AS again
    ON again.folder = aside.folder AND again.moment > aside.moment AND again.said = aside.said AND again.place = aside.place
    WHERE again.origin IS NULL
)
SELECT drop_id, row_id FROM aside ANTI JOIN restated USING (row_id)
WHERE row_id NOT IN (SELECT origin FROM settled) AND (origin IS NULL OR origin NOT IN (SELECT row_id FROM aside));

-- The lead slip of each clue on a day: the last one, since one that was handed on (改派) is followed by another. Its recipient answers for the clue.
CREATE OR REPLACE MACRO lead_slips(day) AS TABLE
SELECT * FROM slips WHERE role = '主办' AND issued_on <= day
QUALIFY row_number() OVER (PARTITION BY clue_id ORDER BY year DESC, number DESC) = 1;

-- The clues on which nobody works on a day, since when and why: 办结 (the lead slip was answered) or 转办作废 (it was taken back). A slip that is
-- sent out again (重办) opens its clue again. Nothing else says whether a clue is open.
CREATE OR REPLACE MACRO closed_clues(day) AS TABLE
SELECT clue_id, closed_on, CASE last_event WHEN '反馈' THEN '办结' ELSE '转办作废' END AS closed_by FROM (
    SELECT clue_id, arg_max(event, position) AS last_event, arg_max(on_day, position) AS closed_on
    FROM lead_slips(day) JOIN slip_events USING (slip_no) WHERE event IN ('反馈', '重办', '作废') AND on_day <= day GROUP BY clue_id
) WHERE last_event <> '重办';

-- The clues as they stood on a day: the level they had risen to, the unit that answers for them by then, the day they were closed (null: open) and
-- by what. Levels stand in their order, the most pressing first.
CREATE OR REPLACE MACRO clues_as_of(day) AS TABLE
WITH levels AS (
    SELECT clue_id, min(list_position(['红', '橙', '黄', '蓝'], level)) AS rank FROM (
        SELECT clue_id, level FROM clues UNION ALL SELECT clue_id, level FROM supplements JOIN runs USING (run_id) WHERE as_of <= day
    ) GROUP BY clue_id
)
SELECT clues.* REPLACE (['红', '橙', '黄', '蓝'][rank] AS level, coalesce(moved.recipient, clues.unit) AS unit,
    CASE WHEN moved.recipient IS NULL THEN unit_from ELSE 'redirected' END AS unit_from), clues.level AS level_at_first, closed_on, closed_by
FROM clues JOIN levels USING (clue_id) LEFT JOIN closed_clues(day) AS closings USING (clue_id)
LEFT JOIN (SELECT clue_id, recipient FROM lead_slips(day) WHERE follows IS NOT NULL) AS moved USING (clue_id) WHERE opened_on <= day;

-- What the rolls have said by a day of the people of clues since these were opened, one text a clue.
CREATE OR REPLACE MACRO roll_news(day) AS TABLE
SELECT clue_id, string_agg('名册记载' || note || '（' || strftime(on_day, '%Y年%-m月%-d日') || '）', '；' ORDER BY on_day, event) AS roll_news
FROM clue_events WHERE event LIKE '名册%' AND on_day <= day GROUP BY clue_id;
