"""What is a new delivery, what is a repeat, and who is woken."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from pathlib import Path

import duckdb
import pytest

from matching.errors import CalendarMissing
from matching.installation import Installation
from matching.ledger import reading
from matching.pipeline import checking, reception
from matching.pipeline.clock import SHANGHAI, business_day
from matching.pipeline.waking import wakeups
from matching.settings import Settings
from tests.unit.pipeline.conftest import FIRE


def at(day: str) -> datetime:
    return datetime.fromisoformat(f"{day}T09:00:00").replace(tzinfo=SHANGHAI)


def take(installation: Installation, day: str) -> list[dict]:
    groups = reception.sweep(installation, at(day)).groups
    return [drop for group in groups for drop in checking.check(installation, group["table"], group["drop_ids"])["drops"]]


def say_nothing_happened(installation: Installation, feed: str, name: str) -> Path:
    table = installation.feeds[feed]
    path = installation.settings.inbox / installation.district.department(table.department).name / table.title / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("本周零报告\n", encoding="utf-8-sig")
    return path


def drops(installation: Installation) -> list[tuple]:
    with duckdb.connect(str(installation.settings.ledger), read_only=True) as ledger:
        return ledger.execute(
            "SELECT verdict, period FROM checks JOIN drops USING (drop_id) ORDER BY received_at, period"
        ).fetchall()


def test_the_same_empty_report_counts_again_next_week(installation: Installation) -> None:
    for day in ("2026-12-07", "2026-12-14"):
        say_nothing_happened(installation, "citizen_complaint", "零报告.txt")
        take(installation, day)
    assert drops(installation) == [("zero", "2026-W49"), ("zero", "2026-W50")]


def test_the_same_empty_report_twice_in_one_week_is_a_repeat(installation: Installation) -> None:
    for _ in range(2):
        say_nothing_happened(installation, "citizen_complaint", "零报告.txt")
        take(installation, "2026-12-14")
    assert drops(installation) == [("zero", "2026-W50")]
    assert [path.name for path in installation.settings.receipts.rglob("*重复*")]
    assert not [path for path in installation.settings.inbox.rglob("*") if path.is_file()]


def test_a_heap_of_empty_reports_after_a_pause_all_count(installation: Installation) -> None:
    for week in (47, 48, 49):
        say_nothing_happened(installation, "citizen_complaint", f"零报告_2026年第{week}周.txt")
    take(installation, "2026-12-14")
    take(installation, "2026-12-14")
    assert sorted(drops(installation)) == [("zero", "2026-W47"), ("zero", "2026-W48"), ("zero", "2026-W49")]


def test_a_copy_that_keeps_its_time_is_answered_as_a_repeat(
    installation: Installation, drop_fire: Callable[..., Path], tmp_path: Path
) -> None:
    import shutil

    path = drop_fire(installation.settings.inbox)
    kept = shutil.copy2(path, tmp_path / path.name)
    take(installation, "2026-12-16")
    shutil.copy2(kept, path)
    take(installation, "2026-12-17")
    assert [answer.name for answer in installation.settings.receipts.rglob("*重复*")]
    assert not path.exists()


def test_a_file_in_no_agreed_folder_is_archived_and_answered(installation: Installation) -> None:
    path = installation.settings.inbox / "区残联" / "其他" / "名单.csv"
    path.parent.mkdir(parents=True)
    path.write_text("姓名,备注\n张三,无\n", encoding="utf-8")
    assert take(installation, "2026-12-16") == []
    assert not path.exists()
    assert drops(installation) == [("misplaced", None)]
    (answer,) = installation.settings.receipts.rglob("*.xlsx")
    assert "放错文件夹" in answer.name
    assert list((installation.settings.archive / "drops").glob("*/*"))


def test_links_and_half_copied_files_stay_where_they_are(installation: Installation, tmp_path: Path) -> None:
    folder = installation.settings.inbox / "区残联" / "新认定残疾人员"
    folder.mkdir(parents=True)
    (tmp_path / "secret.csv").write_text("x")
    (folder / "link.csv").symlink_to(tmp_path / "secret.csv")
    (folder / "名单.csv.part").write_text("x")
    assert take(installation, "2026-12-16") == []
    assert sorted(path.name for path in folder.iterdir()) == ["link.csv", "名单.csv.part"]


def test_an_event_wakes_at_once_a_week_when_complete_or_late(installation: Installation, drop_fire: Callable[..., Path]) -> None:
    assert wakeups(installation, date(2026, 12, 14)) == []
    drop_fire(installation.settings.inbox)
    take(installation, "2026-12-14")
    assert wakeups(installation, date(2026, 12, 14)) == ["event"]
    complaints = installation.settings.inbox / "区政府市民投诉中心" / "家庭困难诉求人员" / "诉求.csv"
    complaints.parent.mkdir(parents=True, exist_ok=True)
    complaints.write_text(
        "工单编号,来电时间,诉求人,电话,地址,诉求内容\n1,2026-12-09,赵春生,19900000003,博山区源泉镇,生活困难\n", encoding="utf-8"
    )
    take(installation, "2026-12-14")
    assert wakeups(installation, date(2026, 12, 14)) == ["event"]
    assert wakeups(installation, date(2026, 12, 15)) == ["event", "weekly"]
    for feed in ("disability_new", "civil_affairs_new"):
        say_nothing_happened(installation, feed, "零报告.txt")
    take(installation, "2026-12-14")
    assert wakeups(installation, date(2026, 12, 14)) == ["event", "weekly"]


def test_a_list_that_is_due_in_a_year_nobody_published_stops_no_other(
    installation: Installation, drop_fire: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    def known(day: date) -> bool:
        if day.year > 2026:
            raise NotImplementedError
        return day.weekday() < 5

    monkeypatch.setattr("matching.calendar.chinese_calendar.is_workday", known)
    complaints = installation.settings.inbox / "区政府市民投诉中心" / "家庭困难诉求人员" / "诉求.csv"
    complaints.parent.mkdir(parents=True, exist_ok=True)
    complaints.write_text(
        "工单编号,来电时间,诉求人,电话,地址,诉求内容\n1,2026-12-29,赵春生,19900000003,博山区源泉镇,生活困难\n", encoding="utf-8"
    )
    drop_fire(installation.settings.inbox)
    take(installation, "2026-12-30")
    assert wakeups(installation, date(2026, 12, 30)) == ["event"]
    with pytest.raises(CalendarMissing, match="2027"):
        wakeups(installation, date(2027, 1, 15))


@pytest.mark.parametrize(
    ("moment", "day"), [("2026-12-14T15:59:59+00:00", "2026-12-14"), ("2026-12-14T16:00:00+00:00", "2026-12-15")]
)
def test_the_business_day_is_shanghais(settings: Settings, moment: str, day: str) -> None:
    assert business_day(settings, datetime.fromisoformat(moment)) == date.fromisoformat(day)


def test_a_rehearsal_replaces_the_day(rehearsal: Callable[[date], Installation]) -> None:
    installation = rehearsal(date(2026, 12, 18))
    assert business_day(installation.settings, datetime.fromisoformat("2027-03-01T10:00:00+08:00")) == date(2026, 12, 18)


def test_two_who_check_at_once_judge_each_drop_once(installation: Installation, drop_fire: Callable[..., Path]) -> None:
    drop_fire(installation.settings.inbox)
    drop_fire(installation.settings.inbox, FIRE[:2], "另一份.xlsx")
    (group,) = reception.sweep(installation, at("2026-12-18")).groups
    with ThreadPoolExecutor(2) as pool:
        work = [pool.submit(checking.check, installation, group["table"], group["drop_ids"]) for _ in range(2)]
        answers = [answer for done in work for answer in done.result()["drops"]]
    assert sorted(answer["drop_id"] for answer in answers) == sorted(group["drop_ids"])
    with reading(installation.settings) as ledger:
        assert ledger.query("intake/list_unchecked_drops").num_rows == 0
