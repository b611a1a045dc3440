"""What holds a batch: its check, and rolls without news; and who may let it go all the same."""

import json
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from matching.errors import ProcessingError, ReleaseBlocked
from matching.installation import Installation
from matching.pipeline import reception, releasing, runs
from matching.pipeline.clock import SHANGHAI
from matching.pipeline.inspection import inspect
from matching.run import write_table
from matching.shapes import SUPPLEMENTS
from tests.unit.pipeline.conftest import number
from tests.unit.pipeline.releases import DAY, RUN, papers, slips_of, take

NOBODY: frozenset[str] = frozenset()


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
    write_table(pa.Table.from_pylist([other | {"name": "王*"}], schema), path)
    spoil(held, "clues", name="王*")
    assert inspect(held, folder, NOBODY) == [], "two of a family may be written so"
    spoil(held, "clues", name=clue["name"])
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
