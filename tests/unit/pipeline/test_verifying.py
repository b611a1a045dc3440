"""The whole installation looked at: one changed byte anywhere is named, and what is sound is told so."""

import json
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from matching.audit import Place
from matching.errors import ChainBroken
from matching.ledger import reading, writing
from matching.pipeline.anchoring import read_anchors, typed_anchor, write_anchor
from matching.pipeline.verifying import verify
from tests.unit.pipeline.playback import DAYS, FIRST, SECOND, THIRD, at, harm


def faults(folder: Path) -> list[tuple[Place, str, str]]:
    return [(one.place, one.which, one.told) for one in verify(at(folder)).faults]


def alter(folder: Path, *statements: str) -> None:
    """What somebody with a database browser does."""
    with duckdb.connect(str(folder / "home" / "ledger" / "zhaoren.duckdb")) as ledger:
        for one in statements:
            ledger.execute(one)


def test_what_nobody_touched_is_sound(copy: Path) -> None:
    found = verify(at(copy))
    assert (found.faults, found.notes) == ((), ())
    assert {place: size for place, size, _ in found.counts()} | {Place.CHAIN: 0, Place.ROWS: 0, Place.CONFIGURATION: 0} == {
        Place.CHAIN: 0, Place.ROWS: 0, Place.ANCHOR: 0, Place.DROP: 4, Place.SNAPSHOT: 1, Place.CONFIGURATION: 0, Place.MANIFEST: 3,
    }  # fmt: skip
    assert found.lines > 15


FILES = {
    "archive/drops/*/*": Place.DROP,
    "archive/rolls/*.parquet": Place.SNAPSHOT,
    "archive/configurations/*/schemas/triage.yml": Place.CONFIGURATION,
    f"runs/{SECOND}/inputs/open_clues.parquet": Place.RUN,
    f"runs/{SECOND}/outcomes.parquet": Place.RUN,
    f"runs/{SECOND}/released/镇街/源泉镇/*/线索清单*": Place.RELEASED,
    f"runs/{FIRST}/published/中心/*/线索总表*": Place.RELEASED,
    f"runs/{THIRD}/manifest.json": Place.MANIFEST,
}


def test_one_changed_byte_of_a_file_is_named_and_nothing_else(copy: Path) -> None:
    expected = set()
    for pattern, place in FILES.items():
        path = sorted((copy / "home").glob(pattern))[0]
        harm(path)
        expected.add((place, path.relative_to(copy / "home").as_posix()))
    assert {(place, which) for place, which, _ in faults(copy)} == expected


@pytest.mark.parametrize(("pattern", "place"), [("archive/drops/*/*", Place.DROP), (f"runs/{SECOND}/manifest.json", Place.MANIFEST),
                                                (f"runs/{SECOND}/released/镇街/源泉镇/*/*.docx", Place.RELEASED)])  # fmt: skip
def test_what_is_gone_is_named(copy: Path, pattern: str, place: Place) -> None:
    path = sorted((copy / "home").glob(pattern))[0]
    path.unlink()
    ((found, which, told),) = faults(copy)
    assert (found, which, told[:3]) == (place, path.relative_to(copy / "home").as_posix(), "不见了")


def test_a_changed_line_a_missing_one_and_two_that_changed_places(copy: Path) -> None:
    whole = copy / "home" / "ledger"
    for number, (statement, first) in enumerate(
        {
            "UPDATE audit_log SET detail = replace(detail, '\"rows_in\": 5', '\"rows_in\": 4') WHERE action = 'commit'": "内容被改动（commit）",
            "DELETE FROM audit_log WHERE line = 7": "缺了第 7 至 7 行",
            "UPDATE audit_log SET line = CASE line WHEN 7 THEN 8 ELSE 7 END WHERE line IN (7, 8)": "与前一行接不上，前面有行被改动、调换或删除",
        }.items()
    ):
        folder = copy.parent / f"changed{number}"
        shutil.copytree(copy, folder)
        alter(folder, statement)
        place, _, told = faults(folder)[0]
        assert (place, told) == (Place.CHAIN, first), statement
    assert whole.is_dir()


def test_a_chain_cut_off_at_its_end_does_not_reach_the_anchor(copy: Path) -> None:
    here = at(copy)
    path = write_anchor(here, DAYS[2])
    assert path is not None
    assert write_anchor(here, DAYS[2]) == path
    ((kept,), unreadable) = read_anchors(here.settings)
    assert (unreadable, verify(here, typed_anchor(f"{kept.line}:{kept.hash}")).faults) == ([], ())
    alter(copy, "DELETE FROM audit_log WHERE line = (SELECT max(line) FROM audit_log)")
    assert faults(copy)[0][:2] == (Place.ANCHOR, path.relative_to(copy / "home").as_posix())
    with pytest.raises(ChainBroken, match=f"第 {kept.line} 行不见了"):
        write_anchor(here, date(2026, 12, 19))
    path.unlink()
    assert verify(here, kept._replace(source="纸面")).faults[0].place == Place.ANCHOR


def test_a_row_of_the_ledger_that_was_changed_taken_away_or_put_in(copy: Path) -> None:
    for number, (statement, table) in enumerate(
        {
            "UPDATE outcomes SET rule = 'X' WHERE bucket = 'outside'": "outcomes",
            "UPDATE roll_entries SET recorded_to = DATE '2026-12-01' WHERE category = '农村低保'": "roll_entries",
            "DELETE FROM slip_events WHERE slip_no = (SELECT max(slip_no) FROM slip_events)": "slip_events",
            "INSERT INTO judgements SELECT * REPLACE ('J' AS judgement_id, 'same' AS verdict) FROM judgements LIMIT 1": "judgements",
        }.items()
    ):
        folder = copy.parent / f"row{number}"
        shutil.copytree(copy, folder)
        alter(folder, statement)
        assert (Place.ROWS, table) in {(place, which) for place, which, _ in faults(folder)}, statement


def test_a_gap_in_the_numbers_of_slips_is_named(copy: Path) -> None:
    alter(copy, "DELETE FROM slips WHERE number = 2")
    assert (Place.SLIPS, "博救转〔2026〕0002号", "缺号") in faults(copy)


def test_a_ledger_from_before_is_taken_over_once_at_its_next_opening(copy: Path) -> None:
    """As a version left it that wrote lines and covered nothing."""
    here = at(copy)
    with duckdb.connect(str(here.settings.ledger)) as ledger:
        told = ledger.execute("SELECT action, subject FROM audit_log WHERE action <> 'cover' ORDER BY line").fetchall()
        ledger.execute("DELETE FROM audit_log; UPDATE layout SET sha256 = 'older'")
    with reading(here.settings):
        pass
    with duckdb.connect(str(here.settings.ledger)) as ledger:
        ((action, detail),) = ledger.execute("SELECT action, detail FROM audit_log").fetchall()
    assert (action, set(json.loads(detail)["manifests"])) == ("adopt", {FIRST, SECOND, THIRD})
    with writing(here.settings) as ledger:
        for action, subject in told:
            ledger.audit(action, subject)
    assert verify(here).faults == ()
    alter(copy, "UPDATE outcomes SET rule = 'X' WHERE bucket = 'outside'")
    harm(here.settings.runs / FIRST / "manifest.json")
    assert [(place, which) for place, which, _ in faults(copy)] == [
        (Place.ROWS, "outcomes"),
        (Place.MANIFEST, f"runs/{FIRST}/manifest.json"),
    ]


def test_on_the_command_line(zhaoren: Callable[..., Any], copy: Path) -> None:
    code, said, _ = zhaoren("audit", "verify")
    assert (code, "全部完好" in said) == (0, True)
    code, said, _ = zhaoren("audit", "anchor", "--json")
    text = Path(json.loads(said)["file"]).read_text(encoding="utf-8-sig")
    anchor = next(line for line in text.splitlines() if "--anchor" in line).split('"')[1]
    assert zhaoren("audit", "verify", "--anchor", anchor)[0] == 0
    assert zhaoren("audit", "verify", "--anchor", "12:abc")[0] == 2
    harm(next((copy / "home" / "archive" / "drops").glob("*/*")))
    code, said, _ = zhaoren("audit", "verify", "--json")
    told = json.loads(said)
    assert (code, told["sound"], [one["place"] for one in told["faults"]]) == (1, False, ["drop"])
    assert "报送原件" in zhaoren("audit", "verify")[1]
