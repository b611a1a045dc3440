"""The release of a batch: nobody's paper before it, one number a slip, gapless, and the same bytes however often it is asked for."""

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from docx import Document
from openpyxl import load_workbook

from matching.contracts import Cadence
from matching.errors import UsageError
from matching.installation import Installation, open_installation
from matching.pipeline import releasing, runs
from matching.pipeline.status import status
from matching.run import read_manifest, sha256_tree
from tests.unit.pipeline.releases import DAY, NEXT, RUN, slips_of, take, waiting_for_people


def test_before_the_release_the_centre_has_its_list_and_nobody_has_a_slip(held: Installation) -> None:
    assert slips_of(held) == []
    assert [path.name for path in held.settings.outbox.iterdir() if path.is_dir()] == ["中心"]
    (path,) = (held.settings.outbox / "中心" / RUN).glob("线索总表*")
    outcomes = read_manifest(held.settings.runs / RUN)["tables"]["outcomes.parquet"]
    assert load_workbook(path)["封面"]["A2"].value.endswith(f"· 校验值 {outcomes[:16]}")
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


def test_a_batch_that_waited_while_the_program_was_renewed_goes_out(held: Installation) -> None:
    (held.settings.runs / RUN / "requests.parquet").unlink()
    assert releasing.look(held, RUN, NEXT)["problems"] == []
    assert releasing.release(held, RUN, NEXT, "孙晓梅")["slips"] == len(slips_of(held)) == 2


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


def test_cadences_of_the_district_file_are_read(installation: Installation) -> None:
    assert set(installation.district.release.automatic) == set(Cadence)
    assert releasing.is_automatic(installation, RUN)
    assert not releasing.is_automatic(waiting_for_people(installation), RUN)
