"""The command line: what people see, what machines read, what the exit code says."""

import io
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import structlog
import typer

from matching.cli import main
from matching.errors import ProcessingError
from matching.settings import PROJECT


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ZHAOREN_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("ZHAOREN_BUSINESS_DATE", "2026-12-18")
    monkeypatch.setenv("ZHAOREN_STABLE_SECONDS", "0.05")
    return tmp_path / "home"


@pytest.fixture
def zhaoren(home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Any]:
    """Call the command: zhaoren("status", "--json") → (exit code, what it printed, what it said beside)."""

    def call(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["zhaoren", *words])
        try:
            main()
        except SystemExit as stop:
            code = stop.code if isinstance(stop.code, int) else 0
        else:
            code = 0
        return code, *capsys.readouterr()

    yield call
    structlog.reset_defaults()


def test_the_whole_way_on_the_command_line(zhaoren: Any, home: Path, roll_file: Path, drop_fire: Any) -> None:
    code, said, _ = zhaoren("rolls", "load", str(roll_file), "--json")
    assert (code, json.loads(said)["verdict"]) == (0, "accepted")
    drop_fire(home / "inbox")
    code, said, beside = zhaoren("intake", "--json")
    (answer,) = json.loads(said)
    assert code == 0
    assert answer | {"findings": None, "receipt": None} == {
        "drop_id": answer["drop_id"], "file": "火灾损失人员_20261216.xlsx", "feed": "fire_loss", "period": answer["period"], "sheet": "Sheet1",
        "verdict": "accepted", "rows_in": 5, "rows_accepted": 5, "rows_rejected": 0, "rows_repeated": 0, "rows_withdrawn": 0, "roll": {}, "corrections": None, "findings": None, "receipt": None,
    }  # fmt: skip
    assert (home / answer["receipt"]).is_file()
    assert "赵春生" not in beside
    assert "370399" not in beside
    code, said, _ = zhaoren("datadocs", "--json")
    assert (code, json.loads(said)) == (0, {"folder": "outbox/中心/数据质量", "results": 2, "rebuilt": True})
    assert (home / "outbox" / "中心" / "数据质量" / "index.html").is_file()
    code, said, beside = zhaoren("run", "--cadence", "event", "--as-of", "2026-12-18", "--json")
    first = json.loads(said)
    counts = first["feeds"]["fire_loss"]
    assert code == 0
    assert (
        counts["rows_in"]
        == sum(counts[bucket] for bucket in ("enrolled", "review", "new", "merged", "outside", "unlocated"))
        == 5
    )
    assert "赵春生" not in beside + said
    code, said, _ = zhaoren("run", "--cadence", "event", "--as-of", "2026-12-18", "--json")
    assert json.loads(said)["output_sha256"] == first["output_sha256"]
    code, said, _ = zhaoren("run", "--cadence", "event", "--as-of", "2026-12-18")
    assert "火灾损失人员" in said
    code, said, _ = zhaoren("status", "--json")
    status = json.loads(said)
    assert status["units"]["源泉镇"] == {first["run_id"]: 1}
    assert (status["roll"]["people"], status["roll"]["in_force"]) == (3, 3)
    assert zhaoren("status")[1].count("源泉镇") == 1
    code, said, _ = zhaoren("clues", "list", "--as-of", "2026-12-18", "--json")
    (clue,) = json.loads(said)
    assert (code, clue["level"], clue["unit_name"], clue["evidence"]) == (0, "红", "源泉镇", 1)
    assert "赵春生" not in said
    assert "源泉镇" in zhaoren("clues", "list", "--unit", "源泉", "--open")[1]
    code, said, _ = zhaoren("clue", "show", clue["clue_id"])
    assert (code, "赵春生" in said, "FIRE_LOSS_100K" in said, "370399********" in said) == (0, True, True, True)
    assert "截至 2026-12-18" in said
    code, said, _ = zhaoren("clue", "show", clue["clue_id"], "--full", "--json")
    assert (code, json.loads(said)["evidence"][0]["values"]["户主"]) == (0, "赵春生")


def test_a_refused_roll_is_the_senders_to_mend(zhaoren: Any, home: Path, tmp_path: Path) -> None:
    file = tmp_path / "名册.csv"
    file.write_text("姓名,备注\n张三,无\n", encoding="utf-8")
    code, _, beside = zhaoren("rolls", "load", str(file), "--json")
    assert code == 10
    assert "receipts/" in beside


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("rolls", "load", "nowhere.xlsx"), 2),
        (("match", "--feed", "a", "--rolls", "b", "--out", "c"), 2),
        (("run", "--cadence", "daily"), 2),
        (("no-such-command",), 2),
        (("clue", "show", "XS-NOBODY0000"), 2),
        (("clues", "list", "--unit", "青州市"), 2),
    ],
)
def test_a_wrong_call_is_exit_code_2(zhaoren: Any, words: tuple[str, ...], code: int) -> None:
    assert zhaoren(*words)[0] == code


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("cases", "redirekt"), "没有命令 redirekt，是不是 redirect。用法见: zhaoren cases --help"),
        (("no-such-command",), "没有命令 no-such-command。"),
        (("cases", "redirect"), "缺少 NO（文号,或二维码里的十一位数字）。用法见: zhaoren cases redirect --help"),
        (("cases", "again", "1号", "--by", "李明"), "缺少 --reason（为什么重办）。"),
        (("cases", "status", "--as_of", "2026-12-01"), "没有选项 --as_of，是不是 --as-of"),
        (("cases", "status", "--as-of", "2026-13-40"), "2026-13-40 读不懂，请写成 2026-12-18 这样的日期。"),
        (("run", "--cadence", "dayly"), "dayly 不对，只能是 event、weekly、monthly、annual。"),
        (("run", "--cadence"), "选项 --cadence 后面要写一个值。"),
        (("status", "现在"), "多出来的内容: 现在（含空格的要加引号）。"),
        (("audit", "sample", "--n", "x"), "不是数字。"),
        (("train", "--feed", "a", "--rolls", "b", "--out", "c", "--pairs", "0"), "不能小于 1。"),
    ],
)
def test_a_wrong_call_is_told_in_chinese(zhaoren: Any, words: tuple[str, ...], said: str) -> None:
    code, _, beside = zhaoren(*words)
    assert (code, beside.count("\n")) == (2, 1)
    assert said in beside


def test_a_call_without_a_command_shows_the_help(zhaoren: Any) -> None:
    code, said, beside = zhaoren("cases")
    assert (code, "redirect" in said + beside, "错误" in said + beside) == (2, True, False)


@pytest.mark.parametrize("raised", [KeyboardInterrupt, RuntimeError, ProcessingError])
def test_ctrl_c_is_one_line_whatever_a_library_makes_of_it(
    zhaoren: Any, monkeypatch: pytest.MonkeyPatch, raised: type[BaseException]
) -> None:
    def pressed(*_: object) -> None:
        try:
            signal.raise_signal(signal.SIGINT)
        except KeyboardInterrupt:
            raise raised("Query interrupted") from None

    before = signal.getsignal(signal.SIGINT)
    monkeypatch.setattr("matching.pipeline.status.status", pressed)
    try:
        code, said, beside = zhaoren("status")
    finally:
        signal.signal(signal.SIGINT, before)
    assert (code, said) == (130, "")
    assert beside.splitlines()[-1] == "错误 已中断(Ctrl-C): 写了一半的不会留下,再运行一次即可"
    assert "Traceback" not in beside


def test_a_question_that_nobody_answers_is_one_line(zhaoren: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("matching.pipeline.status.status", lambda _: typer.prompt("证件号码"))
    monkeypatch.setattr(sys, "stdin", io.StringIO(""))
    code, _, beside = zhaoren("status")
    assert (code, beside.splitlines()[-1]) == (1, "错误 已取消")


def test_a_fault_without_ctrl_c_is_no_interruption(zhaoren: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise RuntimeError("Query interrupted")

    monkeypatch.setattr("matching.pipeline.status.status", fails)
    with pytest.raises(RuntimeError, match="Query interrupted"):
        zhaoren("status")


def test_a_long_command_ends_at_ctrl_c_with_one_line(home: Path, tmp_path: Path) -> None:
    words = ["synth", "--people", "200000", "--seed", "1", "--year", "2026", "--out", str(tmp_path / "district")]
    code = "import sys; from matching.cli import main; print('begun', flush=True); main()"
    with subprocess.Popen(
        [sys.executable, "-c", code, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as command:
        assert command.stdout
        assert command.stderr
        assert command.stdout.readline() == "begun\n"
        time.sleep(1.5)
        os.killpg(command.pid, signal.SIGINT)
        beside = command.stderr.read()
    assert (command.returncode, "Traceback" in beside) == (130, False)
    assert "已中断(Ctrl-C)" in beside.splitlines()[-1]


def test_a_run_without_anything_to_do_has_a_title(zhaoren: Any, home: Path, roll_file: Path) -> None:
    assert zhaoren("rolls", "load", str(roll_file))[0] == 0
    code, said, _ = zhaoren("run", "--cadence", "weekly")
    assert (code, "None" in said) == (0, False)
    assert "2026-12-18 没有等待比对的记录" in said


def test_a_broken_configuration_is_ours_to_mend(zhaoren: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for folder in ("schemas", "expectations", "sql"):
        shutil.copytree(PROJECT / folder, tmp_path / folder)
    monkeypatch.setenv("ZHAOREN_PROJECT", str(tmp_path))
    assert zhaoren("contracts", "check")[0] == 0
    feed = tmp_path / "schemas" / "feeds" / "fire_loss.yml"
    feed.write_text(feed.read_text(encoding="utf-8").replace("cadence:", "cadense:"), encoding="utf-8")
    code, _, beside = zhaoren("contracts", "check")
    assert code == 20
    assert "fire_loss.yml" in beside
    assert "cadense" in beside
    feed.write_text(feed.read_text(encoding="utf-8").replace("cadense:", "cadence:"), encoding="utf-8")
    model = tmp_path / "schemas" / "linkage.yml"
    model.write_text(model.read_text(encoding="utf-8").replace("l.surname = r.surname", "l.surnam = r.surname"), encoding="utf-8")
    code, _, beside = zhaoren("contracts", "check")
    assert code == 20
    assert "linkage.yml" in beside
    assert "surnam" in beside, "the SQL of the model is bound, too"


def test_contracts_check_prints_a_line_a_table(zhaoren: Any) -> None:
    code, said, _ = zhaoren("contracts", "check", "--json")
    lines = json.loads(said)
    assert code == 0
    assert len(lines) == 21
    assert all(line["expectations"] > 0 for line in lines)
    assert "火灾损失人员" in zhaoren("contracts", "check")[1]


def test_match_links_two_tables_without_a_ledger(zhaoren: Any, home: Path, tmp_path: Path, fire_rows: list[list[str]]) -> None:
    columns = ("name", "sex", "birth_date", "id_number", "phone", "township", "address")
    feed = [
        dict.fromkeys(columns) | {"record_id": str(n), "feed": "fire_loss", "name": row[2], "id_number": row[3]}
        for n, row in enumerate(fire_rows)
    ]
    roll = [
        dict.fromkeys(columns)
        | {"person_id": "P1", "household_id": "H", "category": "低保", "name": fire_rows[0][2], "id_number": fire_rows[0][3]}
    ]
    schema = pa.schema([(name, pa.string()) for name in ("record_id", "feed", *columns)])
    pq.write_table(pa.Table.from_pylist(feed, schema), tmp_path / "f.parquet")
    roll_schema = pa.schema([(name, pa.string()) for name in ("person_id", "household_id", "category", *columns)])
    pq.write_table(pa.Table.from_pylist(roll, roll_schema), tmp_path / "r.parquet")
    out = tmp_path / "out"
    code, _, _ = zhaoren(
        "match", "--feed", str(tmp_path / "f.parquet"), "--rolls", str(tmp_path / "r.parquet"), "--out", str(out), "--json"
    )
    assert code == 0
    decisions = {
        row["record_id"]: (row["decision"], row["person_id"], row["rule"])
        for row in pq.read_table(out / "decisions.parquet").to_pylist()
    }
    assert decisions["0"] == ("match", "P1", "EXACT_ID")
    assert {decisions[key][0] for key in "234"} == {"new"}
    assert pq.read_table(out / "pairs.parquet").num_rows >= 1
    assert not home.exists()


def test_synth_writes_a_district(zhaoren: Any, tmp_path: Path) -> None:
    code, said, _ = zhaoren("synth", "--people", "300", "--seed", "2", "--out", str(tmp_path / "district"), "--json")
    assert code == 0
    assert json.loads(said)["people"] >= 300
    assert (tmp_path / "district" / "drops.csv").is_file()


def test_feeds_status_and_reminders(zhaoren: Any, home: Path, drop_fire: Any) -> None:
    drop_fire(home / "inbox")
    assert zhaoren("intake", "--as-of", "2026-12-07", "--json")[0] == 0
    code, said, _ = zhaoren("feeds", "status", "--as-of", "2026-12-15", "--late", "--json")
    status = json.loads(said)
    assert (code, status["as_of"], status["start_on"]) == (0, "2026-12-15", "2026-12-07")
    assert {line["feed"]: line["late_working_days"] for line in status["feeds"]} == dict.fromkeys(
        ("citizen_complaint", "civil_affairs_new", "disability_new"), 1
    )
    line = next(line for line in status["feeds"] if line["feed"] == "disability_new")
    assert line | {"note": ""} == {
        "feed": "disability_new", "title": "新认定残疾人员", "sender": "区残联", "unit": None, "cadence": "weekly", "period": "2026-W50",
        "due_on": "2026-12-14", "state": "missing", "state_text": "逾期未报", "delivered_on": None, "late_working_days": 1,
        "deliveries": 0, "refused": 0, "rows": 0, "rows_to_correct": 0, "rows_withdrawn": 0, "waiting": 0, "note": "",
    }  # fmt: skip
    assert {each["sender"]: each["missing"] for each in status["senders"]}["区残联"] == 1
    code, said, _ = zhaoren("feeds", "status", "--as-of", "2026-12-15", "--period", "2026-W50")
    assert code == 0
    assert "未到期" not in said
    code, said, _ = zhaoren("feeds", "remind", "--as-of", "2026-12-15", "--json")
    reminded = json.loads(said)
    assert {notice["recipient"] for notice in reminded["notices"]} == {"区残联", "区民政局", "区政府市民投诉中心"}
    assert all((home / path).is_file() for path in (reminded["workbook"], *(notice["file"] for notice in reminded["notices"])))
    assert zhaoren("feeds", "remind", "--as-of", "2026-12-15", "--json")[1] == said
    assert "区残联" in zhaoren("feeds", "remind", "--as-of", "2026-12-15")[1]
    assert zhaoren("feeds", "remind", "--as-of", "2026-12-19")[0] == 2


def test_review_asks_one_by_one_and_takes_answers_the_way_of_every_file(
    zhaoren: Any, home: Path, roll_file: Path, drop_fire: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    zhaoren("rolls", "load", str(roll_file))
    drop_fire(home / "inbox")
    zhaoren("intake")
    zhaoren("run", "--cadence", "event")
    code, said, _ = zhaoren("review", "--json")
    (pair,) = json.loads(said)
    assert (code, pair["answer_by"], "match_weight" in pair) == (0, "2026-12-23", False)
    assert (pair["source"]["name"], pair["roll"]["name"], pair["source"]["id_number"]) == ("李志强", "李志强", None)
    assert zhaoren("review")[0] == 2
    monkeypatch.setattr(sys, "stdin", io.StringIO("7\ns\n"))
    code, said, _ = zhaoren("review", "--by", "孙晓梅", "--weight")
    assert (code, "没有登记任何结论" in said, "请输入 1、2、3、s 或 q" in said, "权重" in said) == (0, True, True, True)
    monkeypatch.setattr(sys, "stdin", io.StringIO("q\n"))
    assert "没有登记任何结论" in zhaoren("review", "--by", "孙晓梅")[1]
    monkeypatch.setattr(sys, "stdin", io.StringIO("1\n已电话核实\n"))
    code, said, _ = zhaoren("review", "--by", "孙晓梅")
    assert (code, "已登记 1 对" in said) == (0, True)
    assert list((home / "receipts" / "中心" / "人工研判").glob("回执_*.xlsx"))
    assert "没有待研判的对" in zhaoren("review", "--by", "孙晓梅")[1]
    assert json.loads(zhaoren("status", "--json")[1])["pending"][0]["again"] == 1


def test_train_writes_aside_and_touches_no_model(zhaoren: Any, home: Path, tmp_path: Path, fire_rows: list[list[str]]) -> None:
    people = [{"record_id": str(n), "person_id": f"P{n}", "name": row[2], "id_number": row[3]} for n, row in enumerate(fire_rows)]
    pq.write_table(pa.Table.from_pylist(people), tmp_path / "people.parquet")
    before = (PROJECT / "schemas" / "linkage.yml").read_bytes()
    words = ["train", "--feed", str(tmp_path / "people.parquet"), "--rolls", str(tmp_path / "people.parquet"), "--pairs", "50"]
    code, said, _ = zhaoren(*words, "--seed", "2", "--out", str(tmp_path / "out"), "--json")
    assert code == 0
    assert {Path(file).name for file in json.loads(said)["files"]} == {"linkage.yml", "given_names.yml", "training.html"}
    assert (PROJECT / "schemas" / "linkage.yml").read_bytes() == before
    code, _, beside = zhaoren(*words, "--truth", str(tmp_path / "nowhere.parquet"), "--out", str(tmp_path / "out"))
    assert code == 2
    assert "nowhere.parquet" in beside


def test_triage_check_prints_a_line_a_rule(zhaoren: Any, tmp_path: Path) -> None:
    code, said, _ = zhaoren("triage", "check", "--json")
    checked = json.loads(said)
    assert (code, checked["uncovered"]) == (0, [])
    assert {"rule", "clause", "effective", "level", "aid", "fires", "silent"} <= set(checked["rules"][0])
    (tmp_path / "cases.md").write_text("| 规则 | 触发 |\n|---|---|\n| DEFAULT | 是 |\n", encoding="utf-8")
    code, _, beside = zhaoren("triage", "check", "--cases", str(tmp_path / "cases.md"))
    assert (code, "YEAR_LINE_REACHED" in beside) == (20, True)
