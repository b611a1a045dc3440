"""The configuration in force is kept once under its content, opened from there, and every change of it is named."""

import shutil
from pathlib import Path

import pytest

from matching.errors import ProcessingError
from matching.pipeline import in_force
from matching.pipeline.provenance import provenance
from matching.settings import Settings


@pytest.fixture
def edited(settings: Settings, tmp_path: Path) -> Settings:
    """Settings over a configuration of one's own, in which the editor left a file."""
    folder = tmp_path / "configuration"
    for name in ("schemas", "expectations"):
        shutil.copytree(settings.project / name, folder / name)
    (folder / "schemas" / ".~lock.district.yml#").write_text("an editor's", encoding="utf-8")
    return settings.model_copy(update={"configuration": folder})


def test_a_later_edit_changes_nothing_of_what_was_kept(edited: Settings) -> None:
    name = in_force.keep(edited)
    assert in_force.keep(edited) == name == in_force.name_of(edited)
    district = edited.schemas / "district.yml"
    district.write_text(
        district.read_text(encoding="utf-8").replace("feedback_working_days: 5", "feedback_working_days: 3"), "utf-8"
    )
    later = in_force.keep(edited)
    days = [in_force.recall(edited, one).district.limits.feedback_working_days for one in (name, later)]
    assert days == [5, 3]
    old, new = (in_force.parts(edited, one) for one in (name, later))
    assert {part for part in old if old[part] != new[part]} == {"district"}
    assert {"contracts", "forms", "linkage", "triage", "lookups", "calendar", "outputs", "templates", "suites", "casework"} < set(
        old
    )
    assert sorted(path.name for path in edited.configurations.iterdir()) == sorted([name, later])


@pytest.mark.parametrize(("harm", "said"), [("changed", "triage.yml: changed"), ("missing", "triage.yml: missing"), ("added", "new.yml: added"),
                                            ("listing", "files.json: changed"), ("gone", "files.json: missing")])  # fmt: skip
def test_whatever_happens_to_it_is_named(settings: Settings, harm: str, said: str) -> None:
    name = in_force.keep(settings)
    folder = settings.configurations / name
    rules = folder / "schemas" / "triage.yml"
    match harm:
        case "changed":
            rules.write_bytes(rules.read_bytes().replace(b"100000", b"100001", 1))
        case "missing":
            rules.unlink()
        case "added":
            (folder / "schemas" / "new.yml").write_text("a: 1", encoding="utf-8")
        case "listing":
            (folder / "files.json").write_text("{}", encoding="utf-8")
        case "gone":
            shutil.rmtree(folder)
    assert [f"{Path(path).name}: {word}" for path, word in in_force.faults(settings, name).items()] == [said]
    with pytest.raises(ProcessingError, match=said):
        in_force.recall(settings, name)


def test_what_made_a_run_is_named(settings: Settings) -> None:
    found = provenance(settings, "a" * 64)
    assert {len(found.code), len(found.lock)} == {64}
    assert set(found.libraries) > {"duckdb", "pyarrow", "rapidfuzz", "chinesecalendar"}
    assert found.same_code(found.model_copy(update={"commit": "another", "lock": ""}))
    assert not found.same_code(found.model_copy(update={"libraries": {"pyarrow": "1"}}))
