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
-- Every data row of a delivery that made no record: set aside for correction, or repeated.
CREATE TABLE IF NOT EXISTS unentered_rows (
    drop_id VARCHAR NOT NULL, "row" INTEGER NOT NULL, fate VARCHAR NOT NULL, origin VARCHAR, same_as VARCHAR, PRIMARY KEY (drop_id, "row")
);

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
CREATE TABLE IF NOT EXISTS outcomes (
    run_id VARCHAR NOT NULL, record_id VARCHAR PRIMARY KEY, feed VARCHAR NOT NULL, bucket VARCHAR NOT NULL, rule VARCHAR NOT NULL,
    person_id VARCHAR, clue_id VARCHAR, unit VARCHAR, unit_from VARCHAR, level VARCHAR, hardship VARCHAR, reason VARCHAR
);
CREATE TABLE IF NOT EXISTS links (
    run_id VARCHAR NOT NULL, record_id VARCHAR NOT NULL, against VARCHAR NOT NULL, decision VARCHAR NOT NULL, person_id VARCHAR,
    match_weight DOUBLE, match_probability DOUBLE, rule VARCHAR, explanation VARCHAR, PRIMARY KEY (record_id, against)
);
CREATE TABLE IF NOT EXISTS clues (
    clue_id VARCHAR PRIMARY KEY, run_id VARCHAR NOT NULL, record_id VARCHAR NOT NULL, feed VARCHAR NOT NULL, kind VARCHAR NOT NULL,
    unit VARCHAR NOT NULL, unit_from VARCHAR, level VARCHAR NOT NULL, level_rule VARCHAR NOT NULL, reasons VARCHAR[], aid VARCHAR[],
    departments VARCHAR[], hardship VARCHAR, event_date VARCHAR, amount VARCHAR, basis VARCHAR, opened_on DATE NOT NULL, due_on DATE NOT NULL
);
CREATE TABLE IF NOT EXISTS clue_events (clue_id VARCHAR NOT NULL, event VARCHAR NOT NULL, on_day DATE NOT NULL, run_id VARCHAR, PRIMARY KEY (clue_id, event, on_day));
CREATE TABLE IF NOT EXISTS clue_evidence (clue_id VARCHAR NOT NULL, record_id VARCHAR PRIMARY KEY, run_id VARCHAR NOT NULL);
CREATE TABLE IF NOT EXISTS slips (
    slip_no VARCHAR PRIMARY KEY, year INTEGER NOT NULL, number INTEGER NOT NULL, clue_id VARCHAR NOT NULL, run_id VARCHAR NOT NULL,
    recipient_kind VARCHAR NOT NULL, recipient VARCHAR NOT NULL, role VARCHAR NOT NULL, issued_on DATE NOT NULL, due_on DATE NOT NULL,
    UNIQUE (year, number), UNIQUE (clue_id, recipient)
);
CREATE TABLE IF NOT EXISTS slip_events (slip_no VARCHAR NOT NULL, event VARCHAR NOT NULL, on_day DATE NOT NULL, run_id VARCHAR, PRIMARY KEY (slip_no, event, on_day));

-- Reminders (催报), one row for each delivery asked for; recipient: unit code or department key.
CREATE TABLE IF NOT EXISTS notices (
    issued_on DATE NOT NULL, recipient_kind VARCHAR NOT NULL, recipient VARCHAR NOT NULL, feed VARCHAR NOT NULL, period VARCHAR NOT NULL,
    due_on DATE NOT NULL, late INTEGER NOT NULL, times INTEGER NOT NULL, note VARCHAR NOT NULL, PRIMARY KEY (issued_on, recipient, feed, period)
);

-- A hash chain: each line's hash covers the line before it.
CREATE TABLE IF NOT EXISTS audit_log (
    line BIGINT PRIMARY KEY, action VARCHAR NOT NULL, subject VARCHAR NOT NULL, detail VARCHAR NOT NULL, previous VARCHAR NOT NULL, hash VARCHAR NOT NULL
);
