"""One writer, transactions, the audit chain, sentences that hold before a commit."""

import hashlib
import json
import multiprocessing
import os
import signal
import threading
import time
from datetime import date
from multiprocessing.synchronize import Event

import duckdb
import pyarrow as pa
import pytest

from matching.errors import CheckFailed, ConfigurationError, LedgerBusy, LedgerTooOld
from matching.ledger import copy_ledger, reading, writing
from matching.settings import Settings
from matching.statements import statement

SLIP = {"slip_no": "号1", "year": 2026, "number": 1, "clue_id": "XS-A", "run_id": "r", "recipient_kind": "unit", "recipient": "u", "role": "主办",
        "issued_on": date(2026, 1, 5), "due_on": date(2026, 1, 12)}  # fmt: skip
RELEASE = pa.Table.from_pylist([{"run_id": "r", "released_on": date(2026, 1, 5), "released_by": "", "despite": ""}])


def test_what_is_written_is_read_and_a_failed_block_leaves_nothing(settings: Settings) -> None:
    with writing(settings) as ledger:
        ledger.audit("first", "subject", rows=1)
    with pytest.raises(RuntimeError, match="stop"), writing(settings) as ledger:
        ledger.audit("second", "subject", rows=2)
        raise RuntimeError("stop")
    with duckdb.connect(str(settings.ledger), read_only=True) as connection:
        assert connection.execute("SELECT line, action FROM audit_log").fetchall() == [(1, "first")]


def test_the_audit_log_is_a_hash_chain(settings: Settings) -> None:
    for number in range(3):
        with writing(settings) as ledger:
            ledger.audit("step", f"s{number}", rows=number)
    with duckdb.connect(str(settings.ledger), read_only=True) as connection:
        lines = connection.execute("SELECT line, action, subject, detail, previous, hash FROM audit_log ORDER BY line").fetchall()
    before = ""
    for line, action, subject, detail, previous, digest in lines:
        assert previous == before
        assert digest == hashlib.sha256(f"{line}\n{action}\n{subject}\n{detail}\n{previous}".encode()).hexdigest()
        before = digest
    assert [json.loads(line[3])["rows"] for line in lines] == [0, 1, 2]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"number": 2}, "assert_slip_numbers_have_no_gap"),
        ({"issued_on": date(2026, 1, 6)}, "assert_only_a_release_numbers_slips"),
        ({"run_id": "s"}, "assert_only_a_release_numbers_slips"),
        ({}, None),
    ],
)
def test_a_gap_or_a_slip_without_its_release_rolls_back(
    settings: Settings, change: dict[str, object], sentence: str | None
) -> None:
    rows = pa.Table.from_pylist([{**SLIP, **change}])
    if sentence is None:
        with writing(settings) as ledger:
            ledger.append("releases", RELEASE)
            ledger.append("slips", rows)
        return
    with pytest.raises(CheckFailed, match=sentence), writing(settings) as ledger:
        ledger.append("releases", RELEASE)
        ledger.append("slips", rows)
    with reading(settings) as ledger:
        assert ledger.query("runs/last_slip_number", year=2026)["number"][0].as_py() == 0


def _outcome(**change: object) -> pa.Table:
    row: dict[str, object] = dict.fromkeys(("unit", "unit_from", "level", "hardship", "reason", "person_id", "clue_id"))
    row |= {"run_id": "r", "record_id": "d-000001", "feed": "fire_loss", "bucket": "outside", "rule": "OUTSIDE"} | change
    return pa.Table.from_pylist([row])


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"bucket": "lost"}, "assert_every_record_ends_in_one_bucket"),
        ({"bucket": "enrolled", "rule": "NAME_PHONE_HOUSE"}, "assert_only_an_exact_number_enrols"),
        ({"bucket": "enrolled", "rule": "HUMAN_SAME", "person_id": "P1"}, "assert_only_an_exact_number_enrols"),
        ({"bucket": "merged", "clue_id": "XS-NONE"}, "assert_every_new_or_merged_record_has_its_clue"),
        ({"bucket": "review"}, "assert_every_record_in_review_is_asked"),
        ({"after": "a run that never was"}, "assert_only_an_open_question_is_settled_again"),
    ],
)
def test_a_broken_law_rolls_back(settings: Settings, change: dict[str, object], sentence: str) -> None:
    with pytest.raises(CheckFailed, match=sentence), writing(settings) as ledger:
        ledger.append("outcomes", _outcome(**change))


def _run(run_id: str) -> pa.Table:
    summary = json.dumps({"feeds": {"fire_loss": {"rows_in": 1}}})
    row = {
        "run_id": run_id,
        "cadence": "event",
        "as_of": date(2026, 1, 5),
        "sequence": 1,
        "roll_snapshot": "s",
        "summary": summary,
    }
    return pa.Table.from_pylist([row])


def _question(**change: object) -> pa.Table:
    row = {"run_id": "r", "record_id": "d-000001", "pair_no": "N", "subject_key": "k", "person_id": "P1", "state": "open",
           "answer_by": date(2026, 1, 8)}  # fmt: skip
    return pa.Table.from_pylist([{**row, **change}])


def test_a_record_in_review_is_settled_once_and_the_last_outcome_is_the_current_one(settings: Settings) -> None:
    with writing(settings) as ledger:
        for table, rows in (("runs", _run("r")), ("outcomes", _outcome(bucket="review")), ("review_pairs", _question())):
            ledger.append(table, rows)
    with writing(settings) as ledger:
        ledger.append("runs", _run("s"))
        ledger.append("outcomes", _outcome(run_id="s", after="r", bucket="outside"))
    with duckdb.connect(str(settings.ledger), read_only=True) as connection:
        assert connection.execute("SELECT run_id, bucket FROM current_outcomes").fetchall() == [("s", "outside")]
    with pytest.raises(duckdb.ConstraintException), writing(settings) as ledger:
        ledger.append("outcomes", _outcome(run_id="t", after="r"))
    with pytest.raises(CheckFailed, match="open_question"), writing(settings) as ledger:
        ledger.append("runs", _run("t"))
        ledger.append("outcomes", _outcome(run_id="t", after="s"))


def test_rows_in_must_equal_rows_out(settings: Settings) -> None:
    run = {
        "run_id": "r",
        "cadence": "event",
        "as_of": date(2026, 1, 5),
        "sequence": 1,
        "roll_snapshot": "s",
        "summary": '{"rows_in": 2, "feeds": {"fire_loss": {"rows_in": 2}}}',
    }
    with pytest.raises(CheckFailed, match="one_bucket"), writing(settings) as ledger:
        ledger.append("runs", pa.Table.from_pylist([run]))
        ledger.append("outcomes", _outcome())


def test_a_released_clue_without_a_lead_slip_rolls_back(settings: Settings) -> None:
    clue = {"clue_id": "XS-A", "run_id": "r", "record_id": "d-000001", "feed": "fire_loss", "kind": "火灾", "unit": "u", "level": "红", "level_rule": "X",
            "opened_on": date(2026, 1, 5)}  # fmt: skip
    with writing(settings) as ledger:
        ledger.append("clues", pa.Table.from_pylist([clue]))
    with pytest.raises(CheckFailed, match="lead_slip"), writing(settings) as ledger:
        ledger.append("releases", RELEASE)
    with writing(settings) as ledger:
        ledger.append("releases", RELEASE)
        ledger.append("slips", pa.Table.from_pylist([SLIP]))


@pytest.mark.parametrize("feeds", [{"fire_loss": 1, "police_110": 1}, {}])
def test_a_feed_whose_records_got_no_bucket_is_noticed(settings: Settings, feeds: dict[str, int]) -> None:
    summary = {"rows_in": 2, "feeds": {feed: {"rows_in": rows} for feed, rows in feeds.items()}}
    run = {
        "run_id": "r",
        "cadence": "event",
        "as_of": date(2026, 1, 5),
        "sequence": 1,
        "roll_snapshot": "s",
        "summary": json.dumps(summary),
    }
    with pytest.raises(CheckFailed, match="one_bucket"), writing(settings) as ledger:
        ledger.append("runs", pa.Table.from_pylist([run]))
        ledger.append("outcomes", _outcome())


def _browse(ledger: str, opened: Event, done: Event) -> None:
    with duckdb.connect(ledger):
        opened.set()
        done.wait(60)


def test_a_database_browser_is_waited_for_and_named(settings: Settings) -> None:
    with writing(settings) as ledger:
        ledger.audit("first", "subject")
    context = multiprocessing.get_context("spawn")
    opened, done = context.Event(), context.Event()
    browser = context.Process(target=_browse, args=(str(settings.ledger), opened, done))
    browser.start()
    try:
        assert opened.wait(60)
        with pytest.raises(LedgerBusy, match="其他程序占用"), reading(settings.model_copy(update={"lock_seconds": 0.3})):
            raise AssertionError("the file was not held")
        threading.Timer(1, done.set).start()
        with reading(settings) as ledger:
            assert ledger.query("status/count_drops").num_rows == 0
    finally:
        done.set()
        browser.join()


def _hold(settings: Settings, seconds: float) -> None:
    with writing(settings) as ledger:
        ledger.audit("held", "by another process")
        time.sleep(seconds)


def test_a_second_process_waits_and_then_gives_up(settings: Settings) -> None:
    holder = multiprocessing.get_context("spawn").Process(target=_hold, args=(settings, 6))
    holder.start()
    deadline = time.monotonic() + 30
    while not settings.ledger.exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    time.sleep(0.5)
    impatient = settings.model_copy(update={"lock_seconds": 0.3})
    with pytest.raises(LedgerBusy), reading(impatient):
        raise AssertionError("the lock was not held")
    with writing(settings) as ledger:
        ledger.audit("after", "the wait")
    holder.join()
    assert holder.exitcode == 0


def test_killed_inside_a_transaction_leaves_only_what_was_committed(settings: Settings) -> None:
    with writing(settings) as ledger:
        ledger.audit("before", "the kill")
    holder = multiprocessing.get_context("spawn").Process(target=_hold, args=(settings, 60))
    holder.start()
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            with reading(settings.model_copy(update={"lock_seconds": 0.05})):
                pass
        except LedgerBusy:
            break
        time.sleep(0.05)  # away from the file: the other one is waiting for it
    time.sleep(0.5)
    os.kill(holder.pid or 0, signal.SIGKILL)
    holder.join()
    with writing(settings) as ledger:
        ledger.audit("after", "the kill")
    with duckdb.connect(str(settings.ledger), read_only=True) as connection:
        actions = [row[0] for row in connection.execute("SELECT action FROM audit_log ORDER BY line").fetchall()]
    assert actions == ["before", "after"]


def test_people_get_a_copy(settings: Settings) -> None:
    with writing(settings) as ledger:
        ledger.audit("first", "subject")
    target = settings.outbox / "中心" / "台账.duckdb"
    copy_ledger(settings, target)
    with duckdb.connect(str(target), read_only=True) as connection:
        assert connection.execute("SELECT count(*) FROM audit_log").fetchone() == (1,)
    assert [path.name for path in target.parent.iterdir()] == ["台账.duckdb"]


def test_an_unknown_statement_is_a_configuration_error(settings: Settings) -> None:
    with pytest.raises(ConfigurationError, match="no_such"):
        statement(settings.sql, "ledger/no_such")


A_SLIP = "'{number}号', 2026, {number}, 'XS-1', 'run', 'department', 'medins', '协办', '2026-12-18', '2026-12-25'"


def test_a_ledger_of_an_older_version_is_brought_up_once(settings: Settings) -> None:
    with writing(settings) as ledger:
        ledger.audit("first", "subject", rows=1)
    with duckdb.connect(str(settings.ledger)) as connection:
        connection.execute("DROP TABLE supplements; DROP MACRO TABLE clues_as_of; UPDATE layout SET sha256 = 'older'")
        connection.execute(
            "CREATE OR REPLACE TABLE slips AS SELECT * EXCLUDE follows FROM slips; ALTER TABLE slips ADD PRIMARY KEY (clue_id, recipient)"
        )
        connection.execute(f"INSERT INTO slips VALUES ({A_SLIP.format(number=1)})")
        connection.execute(
            "CREATE OR REPLACE TABLE requests AS FROM requests; ALTER TABLE requests ADD PRIMARY KEY (clue_id, department)"
        )
        connection.execute("INSERT INTO requests VALUES ('one', 'XS-1', 'medins')")
    for _ in range(2):
        with reading(settings) as ledger:
            assert ledger.query("runs/select_clue_states").num_rows == 0
    with duckdb.connect(str(settings.ledger)) as connection:
        connection.execute(f"INSERT INTO slips VALUES ({A_SLIP.format(number=2)}, NULL)")
        connection.execute("INSERT INTO requests VALUES ('two', 'XS-1', 'medins')")
        assert connection.execute("SELECT slip_no, follows FROM slips ORDER BY 1").fetchall() == [("1号", None), ("2号", None)]
        with pytest.raises(duckdb.ConstraintException):
            connection.execute(f"INSERT INTO slips VALUES ({A_SLIP.format(number=2)}, NULL)")
        assert connection.execute("SELECT count(*) FROM supplements").fetchone() == (0,)
        assert connection.execute("SELECT action FROM audit_log ORDER BY line").fetchall() == [("first",), ("adopt",)]
        assert connection.execute("SELECT count(*) FROM layout WHERE sha256 <> 'older'").fetchone() == (1,)


def test_a_ledger_from_before_the_releases_is_refused_by_name_and_left_alone(settings: Settings) -> None:
    settings.ledger.parent.mkdir(parents=True)
    with duckdb.connect(str(settings.ledger)) as connection:
        connection.execute("CREATE TABLE runs (run_id VARCHAR); CREATE TABLE clues (clue_id VARCHAR, due_on DATE NOT NULL)")
    for opened in (reading, writing):
        with pytest.raises(LedgerTooOld, match=r"zhaoren\.duckdb .*旧版本.*改名另存.*救助名册"), opened(settings):
            pytest.fail("it was opened")
    with duckdb.connect(str(settings.ledger)) as connection:
        assert connection.execute("SELECT table_name FROM duckdb_tables() ORDER BY 1").fetchall() == [("clues",), ("runs",)]
