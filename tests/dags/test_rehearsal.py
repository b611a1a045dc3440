"""A demo marks its home before the first byte, and clears what a demo made and nothing else."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from zhaoren_airflow import demo, rehearsal, service

from matching.errors import ProcessingError, UsageError
from matching.installation import Installation
from matching.pipeline import reception
from matching.pipeline.clock import business_moment
from matching.pipeline.rehearsal import Mark, mark_file, read_mark
from matching.settings import Settings

DAY = date(2026, 12, 18)
FIRE = "区消防救援大队/火灾损失人员"
OWN, REAL = "户主\n", "户主,时间\n"
"""A file of the demo's, a file of somebody else's."""

Deliver = Callable[[str], None]


@pytest.fixture
def drop(settings: Settings) -> Deliver:
    """Put a file into the inbox, not taken yet."""

    def put(text: str) -> None:
        path = settings.inbox / FIRE / "火灾.csv"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    return put


@pytest.fixture
def deliver(installation: Installation, drop: Deliver) -> Deliver:
    """One delivery, taken and in the ledger, not checked."""

    def take(text: str) -> None:
        drop(text)
        reception.sweep(installation, business_moment(installation.settings))

    return take


def begin_demo(settings: Settings) -> None:
    """What a demo does before it drops its first file."""
    rehearsal.clear(settings, DAY)
    (settings.root / "synthetic" / "drops").mkdir(parents=True)
    (settings.root / "synthetic" / "drops" / "火灾.csv").write_text(OWN, encoding="utf-8")
    rehearsal.record(settings, [settings.root / "synthetic" / "drops"])


def content(settings: Settings) -> dict[Path, bytes]:
    """Every file of a home, but for locks."""
    return {path: path.read_bytes() for path in settings.root.rglob("*") if path.is_file() and path.suffix != ".lock"}


def refused(settings: Settings, words: str) -> None:
    """A demo is refused in these words, and nothing in the home has changed."""
    before = content(settings)
    with pytest.raises(UsageError, match=words):
        rehearsal.clear(settings, DAY)
    assert content(settings) == before


def test_a_real_ledger_is_refused_and_left_alone(settings: Settings, deliver: Deliver) -> None:
    deliver(REAL)
    refused(settings, "已经在正式使用.*ZHAOREN_HOME=")


def test_a_departments_file_is_enough_to_be_refused(settings: Settings, drop: Deliver) -> None:
    drop(REAL)
    refused(settings, "inbox/ 里有 1 个文件")
    assert not settings.ledger.exists()


@pytest.mark.parametrize(
    "path", ["outbox/镇街/池上镇/反馈表.xlsx", "airflow/passwords.json", "archive/rolls/a.parquet", "ledger/old.duckdb"]
)
def test_any_file_of_an_unmarked_home_is_somebodys(settings: Settings, path: str) -> None:
    (settings.root / path).parent.mkdir(parents=True)
    (settings.root / path).write_bytes(b"x")
    refused(settings, f"{path.split('/')[0]}/ 里有 1 个文件")


def test_deliveries_in_the_ledger_alone_are_enough_to_be_refused(settings: Settings, deliver: Deliver) -> None:
    deliver(REAL)
    for path in content(settings):
        if path != settings.ledger:
            path.unlink()
    refused(settings, "台账里有 1 份报送")


def test_a_home_somebody_only_looked_at_may_play(installation: Installation) -> None:
    """Folders made and an empty ledger, as `zhaoren status` leaves them."""
    settings = installation.settings
    reception.sweep(installation, business_moment(settings))
    assert settings.ledger.exists()
    begin_demo(settings)
    assert not settings.ledger.exists()


def test_a_home_is_marked_before_anything_is_in_it(settings: Settings) -> None:
    rehearsal.clear(settings, DAY)
    assert read_mark(settings) == Mark(business_date=DAY, finished=False, made=())
    assert set(content(settings)) == {mark_file(settings), settings.outbox / rehearsal.NOTE}


@pytest.mark.parametrize("finished", [True, False], ids=["finished", "cut off"])
@pytest.mark.parametrize("taken", [True, False], ids=["taken", "still in the inbox"])
def test_what_a_demo_made_is_cleared_for_the_next(
    settings: Settings, drop: Deliver, deliver: Deliver, taken: bool, finished: bool
) -> None:
    begin_demo(settings)
    (deliver if taken else drop)(OWN)
    if finished:
        rehearsal.finish(settings)
    (settings.root / "README.md").write_text("stays", encoding="utf-8")
    rehearsal.clear(settings, DAY)
    left = {settings.root / "README.md", mark_file(settings), settings.outbox / rehearsal.NOTE}
    assert set(content(settings)) == left
    assert read_mark(settings) == Mark(business_date=DAY)


@pytest.mark.parametrize("finished", [True, False], ids=["finished", "cut off"])
@pytest.mark.parametrize(
    ("taken", "where"), [(True, "台账里有 1 份报送、archive/ 里有 1 份原件"), (False, "inbox/ 里有 1 个文件")]
)
def test_what_anybody_else_brought_is_never_cleared(
    settings: Settings, drop: Deliver, deliver: Deliver, taken: bool, where: str, finished: bool
) -> None:
    begin_demo(settings)
    deliver(OWN)
    if finished:
        rehearsal.finish(settings)
    (deliver if taken else drop)(REAL)
    refused(settings, f"{where}.*make begin")


def test_a_demo_cut_off_before_its_list_was_written_owns_nothing(settings: Settings, drop: Deliver) -> None:
    rehearsal.clear(settings, DAY)
    drop(OWN)
    refused(settings, "inbox/ 里有 1 个文件")


def test_a_link_in_the_inbox_is_not_the_demos(settings: Settings) -> None:
    begin_demo(settings)
    settings.inbox.mkdir()
    (settings.inbox / "链接.csv").symlink_to(settings.root / "synthetic" / "drops" / "火灾.csv")
    (settings.inbox / "文件夹").symlink_to(settings.root / "synthetic", target_is_directory=True)
    refused(settings, "inbox/ 里有 2 个文件")


def test_a_file_that_comes_while_airflow_stops_is_seen(
    settings: Settings, drop: Deliver, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin_demo(settings)

    def stop(settings: Settings, say: object) -> list[int]:
        drop(REAL)
        return []

    monkeypatch.setattr(service, "down", stop)
    with pytest.raises(UsageError, match="inbox/ 里有 1 个文件"):
        rehearsal.clear(settings, DAY)
    assert (settings.inbox / FIRE / "火灾.csv").read_text(encoding="utf-8") == REAL


def test_processes_that_do_not_end_keep_their_home(settings: Settings, deliver: Deliver, monkeypatch: pytest.MonkeyPatch) -> None:
    begin_demo(settings)
    deliver(OWN)
    monkeypatch.setattr(service, "down", lambda settings, say: [4711])
    with pytest.raises(ProcessingError, match="4711"):
        rehearsal.clear(settings, DAY)
    assert settings.ledger.exists()


def test_a_clearing_cut_off_is_done_by_the_next_demo(
    settings: Settings, deliver: Deliver, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin_demo(settings)
    deliver(OWN)

    def fail(folder: Path) -> None:
        raise OSError(5, "Input/output error")

    with monkeypatch.context() as patch, pytest.raises(ProcessingError, match="清除不了"):
        patch.setattr(rehearsal.shutil, "rmtree", fail)
        rehearsal.clear(settings, DAY)
    assert settings.ledger.exists()
    rehearsal.clear(settings, DAY)
    assert not settings.ledger.exists()


@pytest.mark.parametrize("text", ['{"drops": null}', "", '{"business_date": "2026-12-18", "typo": 1}'])
def test_a_mark_that_cannot_be_read_proves_nothing(settings: Settings, deliver: Deliver, text: str) -> None:
    deliver(OWN)
    mark_file(settings).write_text(text, encoding="utf-8")
    refused(settings, "读不懂")


def test_a_ledger_that_cannot_be_read_proves_nothing(settings: Settings, deliver: Deliver) -> None:
    begin_demo(settings)
    deliver(OWN)
    settings.ledger.write_bytes(b"no database at all")
    refused(settings, "打不开")


def test_one_demo_at_a_time(settings: Settings) -> None:
    with rehearsal.alone(settings), pytest.raises(UsageError, match="正在演练"), rehearsal.alone(settings):
        pytest.fail("a second demo was let in")


def test_every_folder_of_a_home_is_cleared(settings: Settings) -> None:
    """A folder that Settings learns of must be learnt of here too."""
    names = [name for name, kind in vars(Settings).items() if isinstance(kind, property)]
    paths = [path for name in names if isinstance(path := getattr(settings, name), Path) and path.is_relative_to(settings.root)]
    assert len(paths) > 5
    assert {path.relative_to(settings.root).parts[0] for path in paths} <= set(rehearsal.PLACES)


def test_an_interrupted_demo_leaves_a_marked_home(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZHAOREN_HOME", str(settings.root))
    monkeypatch.setenv("ZHAOREN_BUSINESS_DATE", "")
    for error, code in ((KeyboardInterrupt(), 130), (ProcessingError("zu spät"), 20)):

        def play(installation: Installation, steps: object, error: BaseException = error) -> None:
            raise error

        monkeypatch.setattr(demo, "play", play)
        assert demo.main() == code
        assert read_mark(settings) == Mark(business_date=demo.BUSINESS_DATE, finished=False)


def test_no_half_file_ever_lies_in_the_inbox(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source, target = tmp_path / "made" / "a.csv", tmp_path / "inbox" / "a.csv"
    source.parent.mkdir()
    source.write_text(OWN, encoding="utf-8")

    def cut_off(source: Path, aside: Path) -> None:
        aside.write_text(OWN[:1], encoding="utf-8")
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(demo.shutil, "copyfile", cut_off)
        demo.put(source, target)
    assert list(target.parent.iterdir()) == []
    demo.put(source, target)
    assert target.read_text(encoding="utf-8") == OWN


def test_what_is_delivered_is_one_week_one_month_the_year_and_two_events(tmp_path: Path) -> None:
    lines = [
        "path,feed,unit,period,arrives_on,rows,format",
        "a/w49.xlsx,disability_new,,2026-W49,2026-12-07,3,xlsx",
        "a/w50.xlsx,disability_new,,2026-W50,2026-12-14,3,xlsx",
        "b/m.xls,health_inpatient,,2026-11,2026-12-05,3,xls",
        "c/y.xls,education_aid,,2026,2026-12-20,3,xls",
        "d/f1.csv,fire_loss,,2026-11-01,2026-11-03,3,csv",
        "d/f2.csv,fire_loss,,2026-12-01,2026-12-03,3,csv",
        "d/f3.csv,fire_loss,,2026-12-18,2026-12-20,3,csv",
        "e/t.csv,traffic_accident,,2026-12-01,2026-12-03,3,csv",
    ]
    (tmp_path / "drops.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert [str(drop.path) for drop in demo.chosen(tmp_path)] == ["a/w50.xlsx", "b/m.xls", "c/y.xls", "d/f2.csv", "e/t.csv"]


def test_the_list_is_written_before_the_first_drop(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """When Airflow starts, before anything can be dropped, the mark names the roll and every file of the district."""
    made = {"rolls/名册.csv": "姓名\n", "drops/火灾.csv": OWN, "drops/镇街/巡查.csv": "住址\n"}

    def synthesise(installation: Installation, folder: Path, **options: object) -> None:
        for path, text in made.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(text, encoding="utf-8")

    def up(settings: Settings, say: object) -> None:
        mark = json.loads(mark_file(settings).read_text(encoding="utf-8"))
        assert len(mark["made"]) == len(made)
        assert not settings.inbox.exists()
        raise ProcessingError("far enough")

    monkeypatch.setenv("ZHAOREN_HOME", str(settings.root))
    monkeypatch.setenv("ZHAOREN_BUSINESS_DATE", "")
    monkeypatch.setattr(demo, "synthesise", synthesise)
    monkeypatch.setattr(service, "up", up)
    assert demo.main() == 20
    assert len(read_mark(settings).made) == len(made)
