"""Whether everything that was written down still is as it was written (审计核验): the chain, the ledger, the archive, the runs.

Belongs here: reading all of it and laying it beside what the chain and the manifests say. Does not belong here: when a link is broken
(matching.audit.broken), one file (matching.pipeline.keeping) and making a run once more (matching.pipeline.replay). Nothing is written.
"""

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path

from matching.audit import CHANGED, Anchor, Fault, Place, Verified, broken_links, changed_rows, in_order, missed_anchors, told_by
from matching.chain import ADOPT, PAPERS, Line
from matching.installation import Installation
from matching.ledger import Ledger, reading
from matching.pipeline.anchoring import read_anchors, read_lines
from matching.pipeline.keeping import Kept, check_archived, check_configuration, check_drop, check_papers, check_run, notes
from matching.pipeline.retention import LIST, list_text
from matching.settings import Settings

Progress = Callable[[str, int, int], None]
GAP = "assert_slip_numbers_have_no_gap"


def verify(installation: Installation, anchor: Anchor | None = None, progress: Progress | None = None) -> Verified:
    """Look at everything. `anchor`: one that somebody kept on paper, beside those in the outbox; `progress` is told (step, done, total).
    What is found never names a person."""
    settings = installation.settings
    anchors, unreadable = read_anchors(settings)
    with reading(settings) as ledger:
        lines = read_lines(ledger)
        faults = [*broken_links(lines), *unreadable, *missed_anchors(lines, [*anchors, *([anchor] if anchor else [])])]
        faults += changed_rows(lines, ledger.tables(), ledger.row_hashes, ledger.filled)
        faults += _laws(ledger, installation)
        kept = Kept(
            ledger.query("audit/list_archived").to_pylist(),
            ledger.query("audit/list_published").to_pylist(),
            _manifests(lines),
            frozenset(ledger.query("audit/list_expired")["path"].to_pylist()),
        )
        faults += _expiries(settings, ledger, kept)
        size = {Place.CHAIN: len(lines), Place.ROWS: len(ledger.tables()), Place.ANCHOR: len(anchors) + bool(anchor)}
    steps = [*_files(settings, kept), *_papers(settings, kept, lines)]
    for done, (place, step) in enumerate(steps, start=1):
        faults += step()
        size[place] = size.get(place, 0) + 1
        if progress:
            progress("核验", done, len(steps))
    looked_at = {place.value: count for place, count in size.items()}
    return Verified(len(lines), lines[-1].hash if lines else "", looked_at, in_order(faults), tuple(notes(settings, kept)))


def _files(settings: Settings, kept: Kept) -> Iterator[tuple[Place, Callable[[], Iterable[Fault]]]]:
    """What there is to look at beside the ledger, one step each."""
    for drop in kept.drops:
        yield Place.DROP, partial(check_drop, settings, kept, drop)
    rolls = settings.archive / "rolls"
    for name in sorted({*(run["roll_snapshot"] for run in kept.runs), *_names(rolls, "*.parquet")}):
        yield Place.SNAPSHOT, partial(check_archived, settings, kept, Place.SNAPSHOT, rolls / f"{name}.parquet", name)
    for name in _names(settings.configurations, "*"):
        yield Place.CONFIGURATION, partial(check_configuration, settings, name)
    for run in kept.runs:
        yield Place.MANIFEST, partial(check_run, settings, run, kept)


def _papers(settings: Settings, kept: Kept, lines: Iterable[Line]) -> Iterator[tuple[Place, Callable[[], Iterable[Fault]]]]:
    """What was sent beside the runs, one step a slip."""
    for told in (told_by(one) for one in lines if one.action == PAPERS):
        if told:
            yield Place.RELEASED, partial(check_papers, settings, kept, settings.root / told["folder"], told["files"])


def _manifests(lines: Iterable[Line]) -> dict[str, str]:
    found: dict[str, str] = {}
    for one in lines:
        told = told_by(one)
        if one.action == ADOPT:
            found |= told.get("manifests", {})
        elif one.action in ("publish", "send") and "manifest" in told:
            found[one.subject] = told["manifest"]
    return found


def _laws(ledger: Ledger, installation: Installation) -> Iterator[Fault]:
    for row in ledger.query("audit/list_missing_numbers").to_pylist():
        for number in row["numbers"]:
            slip = installation.district.slip_number.format(year=row["year"], number=number)
            yield Fault(Place.SLIPS, slip, "缺号")
    for name, rows in ledger.broken().items():
        if name != GAP:
            yield Fault(Place.LAW, name, f"{rows} 处不成立")


def _names(folder: Path, pattern: str) -> list[str]:
    return sorted(path.stem for path in folder.glob(pattern) if path.name[0] != ".")


def _expiries(settings: Settings, ledger: Ledger, kept: Kept) -> Iterator[Fault]:
    """The list of what was destroyed, which lies beside the archive, must be the ledger's."""
    path = settings.archive / LIST
    if kept.expired and (not path.exists() or path.read_text(encoding="utf-8") != list_text(ledger)):
        yield Fault(Place.DROP, path.relative_to(settings.root).as_posix(), f"{CHANGED}，与台账的销毁记录不同")
