"""A year of a synthetic district, day by day as the scheduler would play it, beside the test's own count.

In the morning the notices go out and, on the first of a month, the figures of the month before and its list of visits. Then departments,
offices and callers drop their files, which are swept and checked; the clue runs that have something to do run; the centre decides on what
was given back. What the offices answer is made up by the product's rehearsal, from the papers in the outbox.
"""

import csv
import random
import shutil
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from matching.casework import read_transitions
from matching.installation import open_installation
from matching.ledger import reading
from matching.pipeline import cases, checking, monthly, reception, redirecting, runs, supervision, visiting, withdrawing
from matching.pipeline.answering import hand_in
from matching.pipeline.clock import SHANGHAI
from matching.pipeline.histories import read_slips
from matching.pipeline.rehearsal import Mark, write_mark
from matching.pipeline.waking import wakeups
from matching.settings import Settings
from matching.synthetic import synthesise
from tests.year.count import Count
from tests.year.files import circular, letter, table
from tests.year.slips import FIGURES, later

YEAR, SEED = 2025, 7
FEEDS = ("fire_loss", "civil_affairs_new", "disability_new", "citizen_complaint", "health_inpatient", "medins_inpatient", "poverty_monitoring", "township_patrol", "education_aid", "medins_annual")  # fmt: skip
PATROLS = ("370304001", "370304102", "370304111")
STATES = {
    "open": ("已转办", "已签收", "办理中"),
    "returned": ("退回",),
    "withdrawn": ("作废",),
    "redirected": ("已改派",),
    "answered": ("已反馈",),
    "visiting": ("回访中",),
    "done": ("办结",),
}
"""Where the count says that a slip stands → what the ledger may call it."""


def delivered(drop: dict[str, str]) -> bool:
    """The deliveries that are played: all cadences, but of the weekly ones a week in four, and few units' patrols, for the time it takes."""
    weekly = "-W" in drop["period"] and int(drop["period"][-2:]) % 4
    return drop["feed"] in FEEDS and not weekly and drop["unit"] in ("", *PATROLS)


class Year:
    """The district from its first day, the count, and what was compared so far."""

    def __init__(self, folder: Path, people: int, first: date) -> None:
        self.installation = open_installation(Settings(home=folder / "home", stable_seconds=0, lock_seconds=60, threads=1))
        self.settings, self.count, self.compared = self.installation.settings, Count(), Counter[str]()
        self.first, self.district, self.seen, self.told = first, folder / "district", set[Path](), dict[str, Any]()
        self.months, self.rows = dict[str, dict[str, Any]](), dict[Path, list[dict[str, Any]]]()
        synthesise(self.installation, self.district, people=people, seed=SEED, year=YEAR)
        write_mark(self.settings, Mark(business_date=first))
        self.drops = defaultdict[str, list[str]](list)
        for drop in filter(delivered, csv.DictReader((self.district / "drops.csv").open(encoding="utf-8"))):
            self.drops[drop["arrives_on"]].append(drop["path"])
        (roll,) = (self.district / "rolls").iterdir()
        reception.load_roll(self.installation, roll, _moment(first))

    def play(self, last: date) -> None:
        """Every day from the first to the last, both included."""
        for number in range((last - self.first).days + 1):
            day = self.first + timedelta(days=number)
            self._morning(day)
            self._deliver(day)
            for cadence in wakeups(self.installation, day):
                runs.run(self.installation, cadence, day)
            self._issue(day)
            self._decide(day)

    def compare_slips(self) -> None:
        """Lay every slip of the ledger beside the count: none is lost, none answered more than once a round."""
        with reading(self.settings) as ledger:
            slips = {slip.slip_no: slip for slip in read_slips(ledger, read_transitions(self.settings.schemas))}
        assert slips.keys() == self.count.slips.keys()
        for number, slip in slips.items():
            own, answers = self.count.slips[number], [event.on_day for event in slip.events if event.name == "反馈"]
            assert slip.case.state in STATES[own.state], number
            assert slip.case.rounds == len(own.rounds), number
            assert answers == [one.answers[0][0] for one in own.rounds if one.answers], number

    def _morning(self, day: date) -> None:
        self._notices(day)
        if day.day == 1 and day != self.first:
            end = day - timedelta(days=1)
            self._figures(end.replace(day=1), end)
            told = visiting.draw_visits(self.installation, f"{end:%Y-%m}", day)
            rows = table(self.settings.root / told["file"], "文号") if told["file"] else []
            self.count.draw(end.replace(day=1), end, {row["文号"]: row["回访缘由"] for row in rows})

    def _notices(self, day: date) -> None:
        """Supervise, and lay every letter beside the count."""
        due = self.count.notices(day)
        told = supervision.supervise(self.installation, day, day)
        letters = {Path(notice["file"]).parent.parent: self.settings.root / notice["file"] for notice in told["notices"]}
        assert {path.relative_to("outbox").as_posix() for path in letters} == set(due), day
        for below, path in letters.items():
            lines = letter(path)
            assert len(lines) == len(set(lines))
            assert set(lines) == due[below.relative_to("outbox").as_posix()], (day, below)
            self.compared.update(line[0] for line in lines)
            self.compared["letters"] += 1
        escalated = {(name.split("/")[-1], line[1]) for name, lines in due.items() for line in lines if line[0] == "督办"}
        assert (told["circular"] is not None) == bool(escalated), day
        if told["circular"]:
            assert circular(self.settings.root / told["circular"]) == escalated, day
            self.compared["通报"] += len(escalated)

    def _figures(self, first: date, last: date) -> None:
        """The month's figures beside the count, and every identity of the table."""
        told, own = (
            monthly.write_monthly(self.installation, f"{first:%Y-%m}", last + timedelta(days=1)),
            self.count.month(first, last),
        )
        rows = [*told["recipients"], told["total"]]
        for row in rows:
            counted = next((figures for name, figures in own.items() if name.split("/")[-1] == row["name"]), Counter())
            assert {name: row[name] for name in FIGURES} == {name: counted[name] for name in FIGURES}, (last, row["name"])
            assert row["results"] == {name[7:]: number for name, number in counted.items() if name.startswith("result ")}
            assert row["carried"] + row["handed"] == row["done"] + row["open"] + row["returned"]
            assert sum(row["results"].values()) == row["done"] == row["on_time"] + row["late"]
            assert row["carried"] == self.told.get(row["name"], {}).get("open", 0), (
                "what one month leaves open the next one carries over"
            )
            self.compared["identities"] += 3
        assert all(told["total"][name] == sum(row[name] for row in told["recipients"]) for name in FIGURES)
        late = {line["slip_no"] for line in cases.overdue(self.installation, last)}
        assert late == self.count.overdue(last)
        returned = {line["slip_no"]: line["late"] for line in cases.undecided(self.installation, last)}
        assert returned == self.count.undecided(last)
        assert told["undecided"]["slips"] == len(returned)
        self.told = {row["name"]: row for row in rows}
        self.months[told["month"]] = told
        self.compared["figures"] += len(rows) * len(FIGURES)

    def _deliver(self, day: date) -> None:
        """Drop everything of a day, sweep it, and lay every answer beside the count."""
        for path in self.drops[day.isoformat()]:
            target = self.settings.inbox / path
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(self.district / "drops" / path, target)
        handed = [self.settings.inbox / path for path in hand_in(self.installation, day, SEED)]
        if not (handed or self.drops[day.isoformat()]):
            return
        # Of two copies the second waits for the next sweep; it is judged then if rows of the first went back.
        self.rows |= {path.relative_to(self.settings.inbox): table(path, "文号") for path in handed}
        self.compared["files"] += len(handed)
        swept = reception.sweep(self.installation, _moment(day))
        assert swept.faults == 0
        for group in swept.groups:
            for answer in checking.check(self.installation, group["table"], group["drop_ids"])["drops"]:
                if answer["feed"] in ("feedback", "visit"):
                    folder = Path(answer["receipt"]).parent.relative_to("receipts")
                    self._compare(day, answer, folder.parent.as_posix(), self.rows[folder / answer["file"]])

    def _compare(self, day: date, answer: dict[str, Any], recipient: str, rows: list[dict[str, Any]]) -> None:
        refused = self.count.visits(day, rows) if answer["feed"] == "visit" else self.count.feedback(day, recipient, rows)
        self.compared["rows"] += len(rows)
        assert answer["rows_rejected"] <= refused <= answer["rows_rejected"] + answer["rows_repeated"], (day, answer)

    def _issue(self, day: date) -> None:
        """Count the slips of forms that are new in the outbox."""
        for path in sorted(set(self.settings.outbox.rglob("反馈表_*.xlsx")) - self.seen):
            self.seen.add(path)
            for row in table(path, "文号"):
                self.count.issue(day, path.parent.parent.relative_to(self.settings.outbox).as_posix(), row)

    def _decide(self, day: date) -> None:
        """The centre sends out again, hands on or withdraws what was given back, and takes back a few that should not have gone out."""
        for number, what in list(self._decisions(day)):
            if what == "again":
                cases.send_again(self.installation, number, "已核实，请办理", "王主任", day)
                self.count.again(number, day)
            elif what == "redirect":
                redirecting.redirect(self.installation, number, self._another_unit(number), "不属该单位", "王主任", day)
                self.count.redirect(number, day)
                self._issue(day)
            else:
                withdrawing.withdraw(self.installation, number, "重复转办", "王主任", day)
                self.count.withdraw(number, day)
            self.compared[f"centre: {what}"] += 1

    def _decisions(self, day: date) -> Iterator[tuple[str, str]]:
        for slip in self.count.slips.values():
            dice = random.Random(f"{slip.number}/{len(slip.rounds)}")
            if slip.state == "returned" and later(slip.last.ended or day, dice.randint(1, 4)) == day:
                roll = dice.random() if slip.is_lead else 1
                yield slip.number, "again" if roll < 0.4 else "redirect" if roll < 0.7 else "withdraw"
            elif slip.state == "open" and dice.random() < 0.02 and later(slip.last.opened, 2) == day:
                yield slip.number, "withdraw"

    def _another_unit(self, number: str) -> str:
        """A unit that does not have the slip, the same one each time."""
        own = self.count.slips[number].recipient
        names = [unit.name for unit in self.installation.district.units if not own.endswith(f"/{unit.name}")]
        return random.Random(number).choice(names)


def _moment(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 9, tzinfo=SHANGHAI)
