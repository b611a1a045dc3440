"""Decisions against the truth.

Belongs here: counting, Wilson's intervals, Splink's thresholds. Does not belong here: making decisions (bench_linkage).
Decisions have record_id, decision (match, review, new) and person_id; the truth has record_id and person_id (null: on no roll).
"""

from dataclasses import dataclass
from math import sqrt

import duckdb
import pyarrow as pa

Z = 1.96


def interval(hits: int, of: int) -> tuple[float, float]:
    """Wilson's 95 % interval of a share."""
    if not of:
        return 0.0, 1.0
    share, squared = hits / of, Z * Z / of
    middle, half = share + squared / 2, Z * sqrt(share * (1 - share) / of + squared / (4 * of))
    return round(max(0.0, (middle - half) / (1 + squared)), 6), round(min(1.0, (middle + half) / (1 + squared)), 6)


@dataclass(frozen=True)
class Counts:
    """Rows; those on the roll; matches and the right ones; reviews and those whose person is right; people on no roll matched."""

    rows: int
    on_roll: int
    matches: int
    right: int
    reviews: int
    seen: int
    hidden: int

    def lines(self) -> dict[str, str]:
        """The figures, shares with their intervals."""
        off = self.rows - self.on_roll
        f1 = 2 * self.right / max(self.matches + self.on_roll, 1)
        return {
            "rows": f"{self.rows:,}",
            "precision": _share(self.right, self.matches),
            "recall": _share(self.right, self.on_roll),
            "F1": f"{f1:.4f}",
            "hidden": _share(self.hidden, off, 5),
            "review": _share(self.reviews, self.rows),
            "recall + review": _share(self.right + self.seen, self.on_roll),
        }


def _share(hits: int, of: int, places: int = 4) -> str:
    low, high = interval(hits, of)
    return f"{hits / of if of else 0:.{places}f} [{low:.{places}f} {high:.{places}f}]"


def count(decisions: pa.Table, truth: pa.Table, feeds: pa.Table) -> dict[str, Counts]:
    """All rows together under "all", then by feed."""
    with duckdb.connect(":memory:") as connection:
        for name, table in (("decisions", decisions), ("truth", truth), ("feeds", feeds)):
            connection.register(name, table)
        rows = connection.sql(
            "SELECT coalesce(feed, 'all'), count(*), count(truth.person_id), count(*) FILTER (decision = 'match'), "
            "count(*) FILTER (decision = 'match' AND decisions.person_id = truth.person_id), count(*) FILTER (decision = 'review'), "
            "count(*) FILTER (decision = 'review' AND decisions.person_id = truth.person_id), "
            "count(*) FILTER (decision = 'match' AND truth.person_id IS NULL) "
            "FROM truth JOIN feeds USING (record_id) LEFT JOIN decisions USING (record_id) "
            "GROUP BY GROUPING SETS ((), (feed)) ORDER BY grouping(feed) DESC, 2 DESC, 1"
        ).fetchall()
    return {feed: Counts(*numbers) for feed, *numbers in rows}


def by_feed(decisions: pa.Table, truth: pa.Table, feeds: pa.Table) -> dict[str, dict[str, str]]:
    """The figures of count() as text."""
    return {feed: counts.lines() for feed, counts in count(decisions, truth, feeds).items()}


def thresholds(best: pa.Table, truth: pa.Table) -> dict[str, pa.Table]:
    """Decisions of weighted best candidates (record_id, person_id, weight): at the best threshold by F1, and at the lowest that
    matches nobody who is on no roll."""
    with duckdb.connect(":memory:") as connection:
        connection.register("best", best)
        connection.register("truth", truth)
        connection.execute(
            "CREATE TABLE line AS SELECT weight, count(*) FILTER (best.person_id = truth.person_id) AS hits, count(*) AS n, "
            "count(*) FILTER (truth.person_id IS NULL) AS off FROM best JOIN truth USING (record_id) GROUP BY weight"
        )
        connection.execute(
            "CREATE TABLE curve AS SELECT weight, 2 * sum(hits) OVER down / (sum(n) OVER down + (SELECT count(person_id) FROM truth)) AS f1, "
            "sum(off) OVER down AS hidden FROM line WINDOW down AS (ORDER BY weight DESC)"
        )
        chosen = {"best F1": "arg_max(weight, f1)", "no hidden": "min(weight) FILTER (hidden = 0)"}
        return {
            name: connection.sql(
                "SELECT record_id, 'match' AS decision, person_id FROM best "
                f"WHERE weight >= (SELECT coalesce({weight}, 1e9) FROM curve)"
            ).to_arrow_table()
            for name, weight in chosen.items()
        }
