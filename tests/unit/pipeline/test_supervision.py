"""Which unit gets which notice on which day, against a calculation of the test's own; and what the papers say."""

import hashlib
import random
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import chinese_calendar
import pytest
from docx import Document

from matching.errors import UsageError
from matching.installation import Installation
from matching.pipeline import cases, supervision
from matching.pipeline.monthly import monthly
from matching.pipeline.supervision import supervise
from tests.unit.pipeline.casework import say, send_out

FIRST, LAST = date(2026, 9, 1), date(2026, 10, 31)
DAYS = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]
WORKING = [day for day in (FIRST + timedelta(days=n - 40) for n in range(140)) if chinese_calendar.is_workday(day)]
UNITS = ("370304001", "370304111", "370304112", "370304113")
NAMES = {"370304001": "城东街道", "370304111": "源泉镇", "370304112": "池上镇", "370304113": "博山镇"}
STEPS = {"办理提醒": "提醒", "催办通知书": "催办", "督办通知书": "督办"}


def later(day: date, working_days: int) -> date:
    """So many working days after (before) a day, off a list of all working days."""
    place = sum(one <= day for one in WORKING) - 1
    return WORKING[place + working_days]


@dataclass
class Life:
    """What happens to a slip, and when. None: it does not."""

    unit: str
    issued: date
    extended: date | None = None
    returned: date | None = None
    again: date | None = None
    answered: date | None = None
    number: str = ""

    def deadlines(self) -> list[tuple[date, date, date]]:
        """(first day, first day no more, deadline) of every deadline that runs."""
        end = self.answered or date.max
        due, since = later(self.issued, 5), self.issued
        told = []
        if self.extended:
            told.append((since, self.extended, due))
            since, due = self.extended, later(due, 5)
        if self.returned:
            told.append((since, self.returned, due))
            if self.again:
                told.append((self.again, end, later(self.again, 5)))
            return told
        return [*told, (since, end, due)]

    def notices(self) -> list[tuple[date, str]]:
        """The day and step of every notice that a supervision without a day missed sends."""
        found = []
        for since, until, due in self.deadlines():
            steps = ((later(due, -1), "提醒"), (later(due, 1), "催办"), (later(due, 6), "督办"))
            found += [(day, step) for day, step in steps if since <= day < until]
        return found


def lives(seed: int) -> list[Life]:
    """Forty slips with what units do to them, on days on and off."""
    dice, found = random.Random(seed), []
    for day in [one for one in WORKING if date(2026, 8, 26) <= one <= date(2026, 10, 20)][::2]:
        for unit in dice.sample(UNITS, dice.randint(1, 3)):
            life = Life(unit, day)
            kind = dice.random()
            if kind < 0.3:
                life.extended = day + timedelta(days=dice.randint(0, 5))
            if 0.2 < kind < 0.45:
                life.returned = (life.extended or day) + timedelta(days=dice.randint(1, 12))
                life.again = life.returned + timedelta(days=dice.randint(0, 5)) if kind < 0.4 else None
            if kind < 0.8 and (life.again or not life.returned):
                life.answered = (life.again or life.extended or day) + timedelta(days=dice.randint(1, 25))
            found.append(life)
    return found


def completion(told: list[Life], first: date, last: date) -> list[int]:
    """上期结转, 本月转办, 办结, 退回, 在办 of a month, counted from what happened."""

    def between(since: date, until: date) -> list[int]:
        days = (
            [life.issued for life in told] + [life.again for life in told],
            [life.answered for life in told],
            [life.returned for life in told],
        )
        return [sum(day is not None and since <= day <= until for day in own) for own in days]

    began, done, returned = between(first, last)
    carried, still = (
        in_ - out - back for in_, out, back in (between(date.min, end) for end in (first - timedelta(days=1), last))
    )
    return [carried, began, done, returned, still]


def play(installation: Installation, told: list[Life], day: date) -> None:
    """What happens on a day, before the supervision looks."""
    issued = [life for life in told if life.issued == day]
    if issued:
        numbers = send_out(installation, day, [(life.unit, "橙") for life in issued])
        for life, number in zip(issued, numbers, strict=True):
            life.number = number
    why = {"request_reason": "人在外地"}
    say(installation, day, [(life.number, {"request": "延期"} | why) for life in told if life.extended == day])
    say(installation, day, [(life.number, {"request": "退回"} | why) for life in told if life.returned == day])
    for life in told:
        if life.again == day:
            cases.send_again(installation, life.number, "请入户", "王主任", day)
    answer = {"result": "查无此人", "answered_on": day.isoformat()}
    say(installation, day, [(life.number, answer) for life in told if life.answered == day])


def touch(lines: object, recipient: str, inbox: str, centre: str, day: date, path: Path) -> Path:
    """An empty paper: what stands in them is tested below, and drawing them all takes half of the time."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()
    return path


@pytest.mark.thorough
def test_every_unit_gets_its_notices_on_every_day_of_two_months_and_no_others(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cases, "refresh", lambda installation, day: None)  # no run's folder is here to draw lists from
    monkeypatch.setattr(supervision, "write_notice", touch)
    told = lives(20260901)
    for before in range(10, 0, -1):
        play(installation, told, FIRST - timedelta(days=before))
    for day in DAYS:
        play(installation, told, day)
        sent = supervise(installation, day, day)
        due = defaultdict(list)
        for life in told:
            for on_day, step in life.notices():
                if on_day == day:
                    due[NAMES[life.unit]].append(step)
        assert {line["recipient"]: line["lines"] for line in sent["notices"]} == {name: len(own) for name, own in due.items()}, (
            day
        )
        for line in sent["notices"]:
            title = Path(line["file"]).stem.split("_")[0]
            assert STEPS[title] == max(due[line["recipient"]], key=["提醒", "催办", "督办"].index)
        assert (sent["circular"] is not None) == any("督办" in own for own in due.values())
    papers = sorted((installation.settings.outbox / "镇街").glob("*/督办/*.docx"))
    days = defaultdict(list)
    for path in papers:
        days[path.parent.parent.name].append(path.stem.split("_")[1])
    assert all(len(own) == len(set(own)) for own in days.values()), "one paper a unit and day at most"
    for month, first, last in (("2026-09", FIRST, date(2026, 9, 30)), ("2026-10", date(2026, 10, 1), LAST)):
        own = {row["name"]: row for row in monthly(installation, month, LAST)["recipients"]}
        for unit in UNITS:
            row = [own[NAMES[unit]][name] for name in ("carried", "handed", "done", "returned", "open")]
            assert row == completion([life for life in told if life.unit == unit], first, last), (month, unit)
    assert min(sum(step == one for life in told for _, step in life.notices()) for one in STEPS.values()) >= 10


DUE, NEXT = date(2026, 9, 8), date(2026, 9, 9)


@pytest.fixture
def silent(installation: Installation) -> Installation:
    """Two slips to 源泉镇, sent out on 2026-09-01 and never answered."""
    send_out(installation, FIRST, [("370304111", "红"), ("370304111", "蓝")])
    return installation


def test_the_same_day_again_gives_the_same_bytes_and_nothing_new(silent: Installation) -> None:
    def paper() -> tuple[list[dict[str, object]], str]:
        sent = supervise(silent, NEXT, NEXT)
        return sent["notices"], hashlib.sha256((silent.settings.root / sent["notices"][0]["file"]).read_bytes()).hexdigest()

    first = paper()
    say(silent, NEXT, [(f"文〔2026〕000{n}号", {"result": "查无此人"}) for n in (1, 2)])
    assert paper() == first, "what was sent was sent"
    assert supervise(silent, date(2026, 9, 10), date(2026, 9, 10))["notices"] == []
    assert supervise(silent, date(2026, 9, 7), date(2026, 9, 10))["notices"] == [], "no reminder once a later day had its notices"


def test_nobody_is_written_to_on_a_day_off_or_for_a_day_to_come(silent: Installation) -> None:
    assert supervise(silent, date(2026, 9, 12), date(2026, 9, 12)) == {"as_of": "2026-09-12", "notices": [], "circular": None}
    with pytest.raises(UsageError):
        supervise(silent, NEXT, DUE)


def test_after_days_that_nobody_looked_at_the_urging_still_comes_before_the_list(silent: Installation) -> None:
    def steps(day: date) -> list[str]:
        return [Path(line["file"]).stem for line in supervise(silent, day, day)["notices"]]

    assert steps(date(2026, 9, 17)) == ["催办通知书_20260917"], "late by seven working days, but never urged"
    assert steps(date(2026, 9, 22)) == []
    assert steps(date(2026, 9, 23)) == ["督办通知书_20260923"], "Sunday the 20th was worked"
    assert steps(date(2026, 9, 28)) == []


def test_what_the_papers_say(silent: Installation) -> None:
    supervise(silent, NEXT, NEXT)
    send_out(silent, date(2026, 9, 10), [("370304111", "黄")])
    sent = supervise(silent, date(2026, 9, 16), date(2026, 9, 16))
    (line,) = sent["notices"]
    assert line["file"] == "outbox/镇街/源泉镇/督办/督办通知书_20260916.docx"
    document = Document(str(silent.settings.root / line["file"]))
    words = [paragraph.text for paragraph in document.paragraphs if paragraph.text]
    assert words[:2] == ["督 办 通 知 书", "源泉镇："]
    assert [text for text in words if text[:2] in ("红色", "黄色", "蓝色")] == [
        "红色督办：催办后仍未反馈，已列入通报名单",
        "蓝色提醒：即将到期",
    ]
    escalated, reminded = [[[cell.text for cell in row.cells] for row in table.rows] for table in document.tables]
    assert escalated[1] == ["1", "文〔2026〕0001号", "红", "2026-09-01", "2026-09-08", "已转办", "6"]
    assert reminded[1] == ["1", "文〔2026〕0003号", "黄", "2026-09-10", "2026-09-17", "已转办", "—"]
    assert words[-2:] == [silent.district.centre, "2026年9月16日"]
    assert any("inbox/镇街/源泉镇/反馈" in text for text in words)
    (table,) = Document(str(silent.settings.root / sent["circular"])).tables
    assert [[row.cells[n].text for n in (1, 2, 6)] for row in table.rows[1:]] == [
        ["源泉镇", "文〔2026〕0001号", "6"],
        ["源泉镇", "文〔2026〕0002号", "6"],
    ]
