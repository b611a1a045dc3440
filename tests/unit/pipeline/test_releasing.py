"""The release of a batch: nobody's paper before it, its check, one number a slip and none lost, whatever breaks in between."""

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from docx import Document
from openpyxl import load_workbook

from matching.contracts import Cadence
from matching.district import Releasing
from matching.errors import ProcessingError, ReleaseBlocked, UsageError
from matching.installation import Installation, open_installation
from matching.pipeline import checking, reception, releasing, runs
from matching.pipeline.clock import SHANGHAI
from matching.pipeline.inspection import inspect
from matching.pipeline.standing import refresh
from matching.pipeline.status import status
from matching.pipeline.withdrawing import list_slips, withdraw
from matching.run import read_manifest, sha256_tree, write_table
from matching.settings import Settings
from matching.shapes import SUPPLEMENTS
from tests.unit.pipeline.conftest import FIRE, FIRE_HEADINGS, ROLL, ROLL_HEADINGS, number, write_sheet

NOBODY: frozenset[str] = frozenset()
DAY, NEXT = date(2026, 12, 18), date(2026, 12, 21)
MOMENT = datetime(2026, 12, 18, 9, 30, tzinfo=SHANGHAI)


def waiting_for_people(installation: Installation) -> Installation:
    """The same installation in which nothing goes out by itself."""
    return replace(installation, district=installation.district.model_copy(update={"release": Releasing()}))


def take(installation: Installation, moment: datetime = MOMENT) -> None:
    for group in reception.sweep(installation, moment).groups:
        checking.check(installation, group["table"], group["drop_ids"])


def slips_of(installation: Installation) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(installation.settings.ledger), read_only=True) as ledger:
        return ledger.execute("SELECT year, number, run_id, issued_on, due_on FROM slips ORDER BY ALL").fetchall()


def papers(installation: Installation) -> list[str]:
    outbox = installation.settings.outbox
    return sorted(path.relative_to(outbox).parts[0] for path in outbox.rglob("*.docx"))


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with one run published, waiting for a person."""
    folder = tmp_path_factory.mktemp("published")
    settings = Settings(home=folder / "home", stable_seconds=0.05)
    held = waiting_for_people(open_installation(settings))
    reception.load_roll(held, write_sheet(folder / "名册.xlsx", ROLL_HEADINGS, ROLL), MOMENT)
    write_sheet(settings.inbox / "区消防救援大队" / "火灾损失人员" / "火灾损失人员_20261216.xlsx", FIRE_HEADINGS, FIRE)
    take(held)
    assert runs.run(held, "event", DAY)["released_on"] is None
    return settings.root


@pytest.fixture
def held(installation: Installation, published: Path) -> Installation:
    """A copy of that home for one test."""
    shutil.copytree(published, installation.settings.root, dirs_exist_ok=True)
    return waiting_for_people(installation)


RUN = "event-2026-12-18-01"


def test_before_the_release_the_centre_has_its_list_and_nobody_has_a_slip(held: Installation) -> None:
    assert slips_of(held) == []
    assert [path.name for path in held.settings.outbox.iterdir() if path.is_dir()] == ["中心"]
    assert list((held.settings.outbox / "中心" / RUN).glob("线索总表*"))
    assert status(held)["unreleased"] == [{"run_id": RUN, "cadence": "event", "as_of": "2026-12-18", "clues": 1}]


def test_a_clue_that_waits_for_its_release_is_open_for_the_next_run(
    held: Installation, drop_fire: Callable[..., Path], fire_rows: list[list[str]]
) -> None:
    drop_fire(held.settings.inbox, [["2026-12-17", *fire_rows[2][1:-1], "5000"]], "火灾损失人员_20261217.xlsx")
    take(held)
    second = runs.run(held, "event", DAY)
    assert (second["feeds"]["fire_loss"]["merged"], second["clues"]) == (1, 0)


def test_a_person_releases_on_a_later_day_and_the_days_count_from_there(held: Installation) -> None:
    done = releasing.release(held, RUN, NEXT, "孙晓梅")
    slips = slips_of(held)
    assert [(number, str(issued), str(due)) for _, number, _, issued, due in slips] == [
        (number, "2026-12-21", "2026-12-28") for number in range(1, done["slips"] + 1)
    ]
    assert done["slips"] >= 1
    (path,) = (held.settings.outbox / "镇街" / "源泉镇" / RUN).glob("*.docx")
    text = "\n".join(cell.text for table in Document(str(path)).tables for row in table.rows for cell in row.cells)
    assert "2026年12月28日前" in text
    assert "孙晓梅" in text
    assert status(held)["unreleased"] == []


def test_releasing_twice_numbers_once_and_changes_no_byte(held: Installation) -> None:
    first = releasing.release(held, RUN, NEXT, "孙晓梅")
    before = sha256_tree(held.settings.outbox / "镇街"), slips_of(held)
    again = releasing.release(held, RUN, date(2026, 12, 22), "别人")
    assert again == first
    assert (sha256_tree(held.settings.outbox / "镇街"), slips_of(held)) == before
    assert runs.run(held, "event", DAY)["output_sha256"] == first["output_sha256"]


def test_what_goes_out_by_itself_needs_nobody(held: Installation, installation: Installation) -> None:
    assert runs.finish(installation) == [RUN]
    assert {str(slip[3]) for slip in slips_of(installation)} == {"2026-12-18"}


def test_numbers_run_on_over_releases_in_the_order_of_the_releases(
    held: Installation, drop_fire: Callable[..., Path], fire_rows: list[list[str]]
) -> None:
    other = ["2026-12-15", "博山区源泉镇麻庄村9号", "郑桂香", "", "19900000009", "火灾", "4", "120000"]
    drop_fire(held.settings.inbox, [other], "火灾损失人员_20261217.xlsx")
    take(held)
    second = runs.run(held, "event", DAY)["run_id"]
    ours = [releasing.release(held, run_id, NEXT, "孙晓梅")["slips"] for run_id in (second, RUN)]
    slips = slips_of(held)
    assert [slip[1] for slip in slips] == list(range(1, sum(ours) + 1))
    assert [slip[2] for slip in slips] == [second] * ours[0] + [RUN] * ours[1]


def test_a_new_year_begins_at_one(held: Installation, drop_fire: Callable[..., Path], fire_rows: list[list[str]]) -> None:
    releasing.release(held, RUN, NEXT, "孙晓梅")
    other = ["2026-12-15", "博山区源泉镇麻庄村9号", "郑桂香", "", "19900000009", "火灾", "4", "120000"]
    drop_fire(held.settings.inbox, [other], "火灾损失人员_20261217.xlsx")
    take(held)
    second = runs.run(held, "event", DAY)["run_id"]
    releasing.release(next_year(held), second, date(2027, 1, 4), "孙晓梅")
    assert next(slip[:2] for slip in slips_of(held) if slip[2] == second) == (2027, 1)
    manifest = read_manifest(held.settings.runs / second)
    run, release = manifest["provenance"]["configuration"], manifest["release"]["provenance"]["configuration"]
    changed = {
        part
        for part in manifest["configurations"][run]
        if len({manifest["configurations"][one][part] for one in (run, release)}) > 1
    }
    assert changed == {"calendar"}, "the papers are drawn with what is in force when they go out"


def next_year(installation: Installation) -> Installation:
    """The installation, now that somebody filled in the next year's calendar: nothing but weekends off."""
    folder = installation.settings.root.parent / "configuration"
    for name in ("schemas", "expectations"):
        shutil.copytree(installation.settings.project / name, folder / name)
    (folder / "schemas" / "lookups" / "calendar.yml").write_text("years:\n  2027: {}\n", encoding="utf-8")
    return open_installation(installation.settings.model_copy(update={"configuration": folder}))


def test_a_day_before_the_run_a_run_unknown_and_a_nameless_exception_are_refused(held: Installation) -> None:
    for run_id, day, by, despite in (
        (RUN, date(2026, 12, 17), "孙晓梅", ""),
        ("event-2026-12-18-02", DAY, "孙晓梅", ""),
        (RUN, DAY, "", "急"),
    ):
        with pytest.raises(UsageError):
            releasing.release(held, run_id, day, by, despite)
    assert slips_of(held) == []


def test_a_stale_roll_holds_a_batch_until_there_is_news_of_the_rolls(
    held: Installation, drop_roll: Callable[..., Path], roll_rows: list[list[str]]
) -> None:
    late = date(2027, 2, 5)
    with pytest.raises(ReleaseBlocked, match="已经 49 天没有更新"):
        releasing.release(held, RUN, late, "孙晓梅")
    assert releasing.look(held, RUN, date(2027, 2, 1))["problems"] == []
    assert slips_of(held) == []
    assert papers(held) == []
    drop_roll(held.settings.inbox, [*roll_rows, [*roll_rows[0][:1], "王小山", *roll_rows[0][2:]]], "名册_202702.xlsx")
    take(held, datetime(2027, 2, 4, 9, tzinfo=SHANGHAI))
    assert releasing.look(held, RUN, late)["problems"] == []


def test_on_a_stale_roll_nobody_is_compared(
    installation: Installation, roll_file: Path, drop_fire: Callable[..., Path], fire_rows: list[list[str]]
) -> None:
    reception.load_roll(installation, roll_file, datetime(2026, 11, 1, 9, tzinfo=SHANGHAI))
    drop_fire(installation.settings.inbox)
    take(installation)
    with pytest.raises(ProcessingError, match="已经 47 天没有更新（上次 2026-11-01），超过 45 天"):
        runs.run(installation, "event", DAY)
    assert not (installation.settings.runs / RUN / "inputs").exists()


def spoil(installation: Installation, table: str, **change: object) -> Path:
    """Change a column of the first row of a table in the run's folder; returns the folder."""
    folder = installation.settings.runs / RUN
    content = pq.read_table(folder / f"{table}.parquet")
    rows = content.to_pylist()
    rows[0] |= change
    write_table(pa.Table.from_pylist(rows, content.schema), folder / f"{table}.parquet")
    return folder


def test_the_check_finds_nothing_in_a_good_batch(held: Installation) -> None:
    assert inspect(held, held.settings.runs / RUN, NOBODY) == []


def test_the_check_counts(held: Installation) -> None:
    folder = held.settings.runs / RUN
    for name, told in (("outcomes", "对不上"), ("clues", "新增 1 人，线索 0 条，对不上。")):
        content = pq.read_table(folder / f"{name}.parquet")
        write_table(content.slice(1), folder / f"{name}.parquet")
        assert any(told in problem for problem in inspect(held, folder, NOBODY)), name
        write_table(content, folder / f"{name}.parquet")


def test_the_check_finds_sensitive_words_and_names_column_and_feed_but_no_value(held: Installation) -> None:
    folder = held.settings.runs / RUN
    (path,) = (folder / "inputs" / "records").glob("*.parquet")
    records = pq.read_table(path)
    rows = records.to_pylist()
    clue = pq.read_table(folder / "clues.parquet").to_pylist()[0]
    record = next(row for row in rows if row["record_id"] == clue["record_id"])
    secrets = {"diagnosis": "腰椎骨折", "total_cost": "98765.43", "stay_no": "ZY1"}
    record |= {"feed": "health_inpatient", "values": json.dumps(json.loads(record["values"]) | secrets, ensure_ascii=False)}
    write_table(pa.Table.from_pylist(rows, records.schema), path)
    assert inspect(held, folder, NOBODY) == []
    raised = dict.fromkeys(SUPPLEMENTS.names) | {
        "clue_id": "XS-OTHER",
        "before": "原为腰椎骨折",
        "evidence": [record["record_id"], "earlier"],
    }
    write_table(pa.Table.from_pylist([raised], SUPPLEMENTS), folder / "supplements.parquet")
    assert inspect(held, folder, NOBODY) == ["清单中出现了不应转出的内容: 《住院高额费用人员》的诊断（1 条）。"]
    write_table(SUPPLEMENTS.empty_table(), folder / "supplements.parquet")
    spoil(held, "clues", hardship="因腰椎骨折住院,总费用98,765.43元,另有198,765.43元")
    assert inspect(held, folder, NOBODY) == [
        "清单中出现了不应转出的内容: 《住院高额费用人员》的总费用（1 条）。",
        "清单中出现了不应转出的内容: 《住院高额费用人员》的诊断（1 条）。",
    ]
    with pytest.raises(ReleaseBlocked) as blocked:
        releasing.release(held, RUN, DAY, "孙晓梅")
    assert "骨折" not in str(blocked.value)


def test_the_check_finds_one_person_on_two_open_clues(held: Installation) -> None:
    folder = held.settings.runs / RUN
    clue = pq.read_table(folder / "clues.parquet").to_pylist()[0]
    path = folder / "inputs" / "open_clues.parquet"
    schema = pq.read_table(path).schema
    for name, problems in (("别人", 0), (clue["name"], 1)):
        other = dict.fromkeys(schema.names) | {"clue_id": "XS-OTHER", "name": name, "id_number": clue["id_number"]}
        write_table(pa.Table.from_pylist([other], schema), path)
        assert len(inspect(held, folder, NOBODY)) == problems
    assert "XS-OTHER" in inspect(held, folder, NOBODY)[0]
    assert inspect(held, folder, frozenset({"XS-OTHER"})) == []
    other |= {"clue_id": "XS-FIRST", "id_number": number("19500505", 301)}
    write_table(pa.Table.from_pylist([other, other | {"clue_id": "XS-SECOND"}], schema), path)
    assert inspect(held, folder, NOBODY) == []


def test_a_named_person_may_release_despite_the_check_and_that_is_kept(held: Installation) -> None:
    spoil(held, "outcomes", bucket="new")
    with pytest.raises(ReleaseBlocked, match="对不上"):
        releasing.release(held, RUN, DAY, "孙晓梅")
    assert releasing.release(held, RUN, DAY, "孙晓梅", "已逐条核对")["slips"] >= 1
    with duckdb.connect(str(held.settings.ledger), read_only=True) as ledger:
        assert ledger.execute("SELECT released_by, despite FROM releases").fetchall() == [("孙晓梅", "已逐条核对")]
        (detail,) = ledger.execute("SELECT detail FROM audit_log WHERE action = 'release'").fetchone()
    assert json.loads(detail) == {"slips": 2, "first": 1, "by_itself": False, "despite": True}


def test_a_withdrawn_slip_keeps_its_number_and_the_person_is_not_lost(
    held: Installation, drop_fire: Callable[..., Path], fire_rows: list[list[str]]
) -> None:
    releasing.release(held, RUN, DAY, "孙晓梅")
    withdraw(held, "博救转〔2026〕0001号", "单位有误", "孙晓梅", NEXT)
    (line,) = list_slips(held, RUN, withdrawn=True)
    assert (line["state"], line["reason"], line["by_whom"], line["withdrawn_on"]) == ("作废", "单位有误", "孙晓梅", "2026-12-21")
    assert [row["state"] for row in list_slips(held)] == ["作废", "已转办"]
    book = load_workbook(held.settings.outbox / "镇街" / "源泉镇" / "全部在办.xlsx")
    assert (book["作废"]["B4"].value, book["作废"]["H4"].value) == ("博救转〔2026〕0001号", "单位有误")
    assert book["全部在办"].max_row == 3
    drop_fire(held.settings.inbox, [["2026-12-17", *fire_rows[2][1:-1], "5000"]], "火灾损失人员_20261217.xlsx")
    take(held)
    second = runs.run(held, "event", DAY)
    assert (second["feeds"]["fire_loss"]["new"], second["feeds"]["fire_loss"]["merged"]) == (1, 0)
    releasing.release(held, second["run_id"], NEXT, "孙晓梅")
    assert [row["number"] for row in list_slips(held)][:3] == [1, 2, 3]


def test_a_slip_is_named_by_its_square_code_too_and_withdrawn_once(held: Installation) -> None:
    releasing.release(held, RUN, DAY, "孙晓梅")
    code = list_slips(held)[1]["code"]
    assert withdraw(held, code, "重复", "孙晓梅", NEXT)["number"] == 2
    wrong = f"{code[:-1]}{(int(code[-1]) + 1) % 10}"
    for said, reason, by in (
        (code, "重复", "孙晓梅"),
        (wrong, "重复", "孙晓梅"),
        ("博救转〔2026〕0001号", " ", "孙晓梅"),
        ("博救转〔2026〕0001号", "重复", ""),
    ):
        with pytest.raises(UsageError):
            withdraw(held, said, reason, by, NEXT)
    assert [row["state"] for row in list_slips(held)] == ["已转办", "作废"]


def test_the_rolling_lists_hold_all_runs_and_say_what_waits_and_what_is_late(held: Installation) -> None:
    def rows(*folder: str) -> list[tuple[Any, ...]]:
        sheet = load_workbook(held.settings.outbox.joinpath(*folder, "全部在办.xlsx"))["全部在办"]
        heads = [cell.value for cell in sheet[3]]
        places = [heads.index(name) for name in ("办理状态", "办理时限", "姓名", "文号")]
        return [tuple(row[place].value or "" for place in places) for row in sheet.iter_rows(min_row=4)]

    assert rows("中心") == [("待签发", "", "赵春生", "")]
    assert not (held.settings.outbox / "镇街").exists()
    releasing.release(held, RUN, DAY, "孙晓梅")
    assert rows("中心") == rows("镇街", "源泉镇") == [("已转办", "2026年12月25日", "赵春生", "博救转〔2026〕0001号")]
    refresh(held, date(2026, 12, 28))
    assert rows("镇街", "源泉镇")[0][0] == "超期未办"
    before = (held.settings.outbox / "中心" / "全部在办.xlsx").read_bytes()
    refresh(held, date(2026, 12, 28))
    assert (held.settings.outbox / "中心" / "全部在办.xlsx").read_bytes() == before


STEPS = (
    (releasing, "numbered"),
    (releasing, "write_table"),
    (releasing, "write_text"),
    (releasing.stages, "release"),
    (releasing, "seal"),
    (releasing, "install"),
    (shutil, "copytree"),
    (Path, "replace"),
    (releasing, "copy_ledger"),
)
"""Every step of a release that can fail."""


@pytest.mark.parametrize("when", ["before", "after"])
def test_whatever_breaks_in_a_release_numbers_stay_gapless_and_papers_whole(
    held: Installation, when: str, tmp_path: Path
) -> None:
    """Each step fails once, before or after its work; then the release is asked for again. The end is the same as without."""
    home = held.settings.root
    copies = {}
    for place, (holder, name) in enumerate([(None, ""), *STEPS]):
        settings = held.settings.model_copy(update={"home": tmp_path / f"{when}{place}"})
        settings.__dict__.pop("root", None)
        shutil.copytree(home, settings.root)
        here = replace(held, settings=settings)
        if holder is not None:
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(holder, name, failing(getattr(holder, name), when))
                with pytest.raises(OSError, match="No space left"):
                    releasing.release(here, RUN, NEXT, "孙晓梅")
            assert [slip[1] for slip in slips_of(here)] in ([], [1, 2])
            assert papers(here) in ([], ["区住建局", "镇街"])
        done = releasing.release(here, RUN, NEXT, "孙晓梅")
        assert not list(settings.outbox.rglob(".*"))
        copies[name] = (done, slips_of(here), sha256_tree(settings.outbox / "镇街"))
    assert all(end == copies[""] for end in copies.values())
    assert [slip[1] for slip in copies[""][1]] == [1, 2]


def failing(original: Callable[..., Any], when: str) -> Callable[..., Any]:
    def fail(*arguments: Any, **named: Any) -> Any:
        if when == "after":
            original(*arguments, **named)
        raise OSError(28, "No space left on device")

    return fail


def test_cadences_of_the_district_file_are_read(installation: Installation) -> None:
    assert set(installation.district.release.automatic) == set(Cadence)
    assert releasing.is_automatic(installation, RUN)
    assert not releasing.is_automatic(waiting_for_people(installation), RUN)
