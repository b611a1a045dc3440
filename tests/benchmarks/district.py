"""A district for measuring linkage: a roll, a feed with errors, and the truth, drawn by a seed.

Belongs here: who is on the roll and whom the rows of the feed are about. Does not belong here: who lives there
(tests.benchmarks.town), what clerks write (clerk), how often they err (rates), and the measuring (bench_link).
Run: .venv/bin/python tests/benchmarks/district.py --rates training --seed 4021 --out FOLDER
"""

import argparse
from itertools import accumulate
from pathlib import Path
from random import Random

import pyarrow as pa
import pyarrow.parquet as pq

from matching.installation import Installation, open_installation
from tests.benchmarks.clerk import YEAR, Clerk, Row
from tests.benchmarks.rates import FEEDS, RATES
from tests.benchmarks.town import Human, Town

ROLL_SHARE = 0.30
"""Share of the feed's rows that are about somebody on the roll."""
NEIGHBOUR_SHARE = 0.10
"""Share of the feed's rows that are about somebody off the roll who lives with somebody on it."""
PUPIL = (3, 22)


def make_district(
    installation: Installation, feed: int, rolls: int, seed: int, rates: str = "usual"
) -> tuple[pa.Table, pa.Table, dict[str, str | None]]:
    """Feed rows, roll rows, and record_id → person_id (None: on no roll). The town is eight times as large as the larger table."""
    rng = Random(f"{rates}/{seed}")
    town = Town(installation, rng, RATES[rates])
    return write_district(town, town.people(8 * max(feed, rolls)), feed, rolls, rng, rates)


def write_district(
    town: Town, people: list[Human], feed: int, rolls: int, rng: Random, rates: str
) -> tuple[pa.Table, pa.Table, dict[str, str | None]]:
    """What make_district makes, of these people of the town."""
    place = RATES[rates]
    covered = _covered(people, rolls, rng)
    off = [human for human in people if not human.person_id]
    neighbours = [human for human in off if any(other.person_id for other in human.others)]
    pupils = {
        id(pool): [human for human in pool if PUPIL[0] <= human.age(YEAR) <= PUPIL[1]] for pool in (covered, off, neighbours)
    }
    clerk, codes, shares = Clerk(town, rng, place), list(FEEDS), list(accumulate(share for share, _ in FEEDS.values()))
    rows: list[Row] = []
    truth: dict[str, str | None] = {}
    for serial in range(feed):
        draw = rng.random()
        source = covered if draw < ROLL_SHARE else neighbours if draw < ROLL_SHARE + NEIGHBOUR_SHARE and neighbours else off
        (code,) = rng.choices(codes, cum_weights=shares)
        human, record_id = rng.choice((pupils[id(source)] if code == "education_aid" else source) or source), f"R{serial:07d}"
        truth[record_id] = human.person_id or None
        rows.append(clerk.row(record_id, code, human, people))
    written = [clerk.roll_row(human, people) for human in covered]
    written += [row | {"category": "困难残疾人生活补贴"} for row in written if rng.random() < 0.05]
    columns = list(dict.fromkeys(column for row in rows for column in row))
    return pa.Table.from_pylist([{name: row.get(name) for name in columns} for row in rows]), pa.Table.from_pylist(written), truth


def _covered(people: list[Human], rolls: int, rng: Random) -> list[Human]:
    """The people of the roll, whole houses or one of a house; they get their person_id."""
    houses: dict[str, list[Human]] = {}
    for human in people:
        houses.setdefault(human.household, []).append(human)
    covered: list[Human] = []
    for members in rng.sample(list(houses.values()), len(houses)):
        covered += members if rng.random() < 0.6 else [rng.choice(members)]
        if len(covered) >= rolls:
            break
    del covered[rolls:]
    for serial, human in enumerate(covered):
        human.person_id = f"P{serial:07d}"
    return covered


def keep(folder: Path, feed: pa.Table, rolls: pa.Table, truth: dict[str, str | None]) -> None:
    """Write feed.parquet, rolls.parquet, truth.parquet."""
    folder.mkdir(parents=True, exist_ok=True)
    pq.write_table(feed, folder / "feed.parquet")
    pq.write_table(rolls, folder / "rolls.parquet")
    pq.write_table(
        pa.table({"record_id": list(truth), "person_id": pa.array(truth.values(), pa.string())}), folder / "truth.parquet"
    )


def main() -> None:
    """Draw a district into a folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name, default in (("feed", 20_000), ("rolls", 24_000), ("seed", 7)):
        parser.add_argument(f"--{name}", type=int, default=default)
    parser.add_argument("--rates", choices=tuple(RATES), default="usual")
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    keep(options.out, *make_district(open_installation(), options.feed, options.rolls, options.seed, options.rates))


if __name__ == "__main__":
    main()
