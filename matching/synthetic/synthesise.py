"""A whole synthetic district on disk: base roll, a year of drops, and the truth kept apart.

Belongs here: the order of the steps and the layout of the folder. Does not belong here: any of the steps.
The same seed gives the same bytes; no clock is read.
"""

import csv
import shutil
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from io import StringIO
from pathlib import Path
from random import Random

from matching.errors import UsageError
from matching.installation import Installation
from matching.run import write_text
from matching.synthetic import truth
from matching.synthetic.crowd import Crowd, Happening, World
from matching.synthetic.deliveries import Delivery, deliveries
from matching.synthetic.feeds import MAKERS
from matching.synthetic.formats import extension, write_sheet
from matching.synthetic.habits import HABITS, FileFormat
from matching.synthetic.households import Builder, Household
from matching.synthetic.places import Places
from matching.synthetic.rolls import CATEGORIES, Benefit, Rolls, enrol, roll_values
from matching.synthetic.sheets import Composer, Template, TruthRow, make_template

Progress = Callable[[str, int, int], None]
FEWEST = 200
ACCOUNT = "一卡通账号"
DROPS_COLUMNS = ("path", "feed", "unit", "period", "arrives_on", "rows", "format")


@dataclass(frozen=True)
class Summary:
    """What was made."""

    people: int
    households: int
    on_rolls: int
    """People on a roll when the year begins."""
    roll_rows: int
    drops: int
    rows: int
    rows_by_feed: dict[str, int]
    drops_by_feed: dict[str, int]
    errors: dict[str, int]
    """Injected errors by kind, in all drops."""


def synthesise(
    installation: Installation,
    out: Path,
    *,
    people: int = 40000,
    seed: int = 1,
    year: int = 2026,
    progress: Progress | None = None,
) -> Summary:
    """Write a district of `people` people into `out`: rolls/, drops/, drops.csv and truth/.

    What an earlier call left under those names is replaced, all at once at the end; other things in `out` stay.
    `progress(stage, done, total)` is told how far each stage is. Raises ConfigurationError,
    and UsageError for fewer people than it takes to fill sixteen feeds.
    """
    if people < FEWEST:
        raise UsageError(f"a synthetic district needs at least {FEWEST} people")
    out = out.resolve()
    aside = out.with_name(f".{out.name}.tmp")
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir(parents=True)
    summary = _Synthesis(installation, aside, people, seed, year, progress or (lambda stage, done, total: None)).run()
    _replace(aside, out)
    return summary


def _replace(aside: Path, out: Path) -> None:
    out.mkdir(parents=True, exist_ok=True)
    for item in sorted(aside.iterdir()):
        target = out / item.name
        if target.is_dir():
            shutil.rmtree(target)
        item.replace(target)
    aside.rmdir()


class _Synthesis:
    def __init__(self, installation: Installation, out: Path, people: int, seed: int, year: int, progress: Progress) -> None:
        self._installation, self._out, self._people, self._seed, self._year = installation, out, people, seed, year
        self._progress = progress
        self._places = Places(installation.district, installation.settings.schemas)
        self._builder = Builder(self._places, Random(f"{seed}/people"), year)
        self._composer = lru_cache(maxsize=None)(self._make_composer)

    def run(self) -> Summary:
        households = self._households()
        rolls = enrol(households, self._places, Random(f"{self._seed}/rolls"), self._year)
        start = date(self._year, 1, 1)
        on_rolls = sum(rolls.covers(person, start) for person in rolls.people())
        roll_rows = self._write_roll(rolls)
        drops = deliveries(self._installation, self._happenings(households, rolls), self._year, self._seed)
        _learn(drops, rolls)
        rows = self._write_drops(drops, rolls)
        truth.write_people(households, rolls, self._places, self._out / "truth")
        self._progress("真值", 1, 1)
        return Summary(
            people=sum(len(house.members) for house in households),
            households=len(households),
            on_rolls=on_rolls,
            roll_rows=roll_rows,
            drops=len(drops),
            rows=len(rows),
            rows_by_feed=dict(sorted(Counter(str(row[1]) for row in rows).items())),
            drops_by_feed=dict(sorted(Counter(drop.feed.code for drop in drops).items())),
            errors=dict(sorted(Counter(kind for row in rows for kind in _texts(row[11])).items())),
        )

    def _households(self) -> list[Household]:
        made: list[Household] = []
        done = 0
        for house in self._builder.households(self._people):
            made.append(house)
            done += len(house.members)
            if len(made) % 500 == 0:
                self._progress("住户", done, self._people)
        self._progress("住户", done, self._people)
        return made

    def _happenings(self, households: list[Household], rolls: Rolls) -> list[Happening]:
        crowd = Crowd(households, rolls, self._builder, self._year)
        houses = {house.household_id: house.members for house in households}
        world = World(self._seed, self._year, self._people, self._installation.district, self._places, crowd, rolls, houses)
        happenings: list[Happening] = []
        for done, maker in enumerate(MAKERS, 1):
            happenings += maker(world)
            self._progress("事件", done, len(MAKERS))
        return happenings

    def _write_roll(self, rolls: Rolls) -> int:
        contract, day, rng = self._installation.roll, date(self._year - 1, 12, 31), Random(f"{self._seed}/roll file")
        benefits = sorted(
            rolls.benefits, key=lambda one: (one.person.household_id or "", one.person.person_id or "", one.category)
        )
        rows = [self._roll_row(benefit, rolls, rng, day) for benefit in benefits]
        name = HABITS[contract.code].name.format(title=contract.title, period=f"{day:%Y%m%d}") + ".xlsx"
        composer = Composer(contract, self._places, _with_account(make_template(contract, rng)))
        sheet, facts = composer.compose(rows, f"{self._installation.district.name}{contract.title}", day, "xlsx", rng)
        benefit_of = {id(row): benefit for row, benefit in zip(rows, benefits, strict=True)}
        write_sheet(sheet, "xlsx", self._out / "rolls" / name)
        truth.write_roll(f"rolls/{name}", [(fact, benefit_of[id(fact.happening)]) for fact in facts], self._out / "truth")
        self._progress("名册", len(facts), len(facts))
        return len(facts)

    def _roll_row(self, benefit: Benefit, rolls: Rolls, rng: Random, day: date) -> Happening:
        values = {**roll_values(benefit, rolls, rng, day), "category": benefit.spelling}
        return Happening("roll", day, benefit.person, "", values)

    def _make_composer(self, feed: str, unit: str, half: int) -> Composer:
        contract = self._installation.feeds[feed]
        template: Template = make_template(contract, Random(f"{self._seed}/template/{feed}/{unit}/{half}"))
        return Composer(contract, self._places, template)

    def _write_drops(self, drops: list[Delivery], rolls: Rolls) -> list[tuple[object, ...]]:
        rows: list[tuple[object, ...]] = []
        listing: list[tuple[object, ...]] = []
        for done, drop in enumerate(drops, 1):
            file_format, path, facts = self._write_drop(drop)
            rows += truth.drop_rows(drop, path, facts, rolls)
            unit = drop.unit or ""
            listing.append((path, drop.feed.code, unit, drop.period, drop.arrives_on.isoformat(), len(facts), file_format))
            if done % 20 == 0 or done == len(drops):
                self._progress("文件", done, len(drops))
        truth.write_rows(rows, self._out / "truth")
        stream = StringIO(newline="")
        csv.writer(stream, lineterminator="\n").writerows([DROPS_COLUMNS, *listing])
        write_text(stream.getvalue(), self._out / "drops.csv")
        return rows

    def _write_drop(self, drop: Delivery) -> tuple[FileFormat, str, list[TruthRow]]:
        rng = Random(f"{self._seed}/file/{drop.path}")
        formats, weights = zip(*HABITS[drop.feed.code].formats, strict=True)
        file_format: FileFormat = rng.choices(formats, weights)[0]
        composer = self._composer(drop.feed.code, drop.unit or "", int(drop.arrives_on.month > 6))
        heading = drop.path.rsplit("/", 1)[-1]
        sheet, facts = composer.compose(drop.happenings, heading, drop.arrives_on, file_format, rng)
        path = f"{drop.path}.{extension(file_format)}"
        write_sheet(sheet, file_format, self._out / "drops" / path)
        return file_format, path, facts


def _learn(drops: list[Delivery], rolls: Rolls) -> None:
    """The people of the roll changes are on a roll from the day their drop arrives."""
    for drop in drops:
        if drop.feed.role != "roll_changes":
            continue
        for one in drop.happenings:
            spelling, monthly, since = (one.values[name] for name in ("category", "monthly_amount", "benefit_from"))
            rolls.add(Benefit(one.person, CATEGORIES[spelling], spelling, monthly, since, None, drop.arrives_on))


def _with_account(template: Template) -> Template:
    """The export of the rolls carries bank accounts, which nobody asked for."""
    place = template.columns.index("benefit_to") + 1
    return Template(
        (*template.headings[:place], ACCOUNT, *template.headings[place:]),
        (*template.columns[:place], None, *template.columns[place:]),
    )


def _texts(value: object) -> list[str]:
    return [str(item) for item in value] if isinstance(value, list) else []
