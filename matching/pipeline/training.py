"""Training the linkage model from two Parquet files, by hand, never in a run.

Belongs here: reading, standardising, teaching, writing the new files aside. Does not belong here: how it is learned
(matching.link.training). Nothing under schemas/ is touched: a person reads the report and the diff, then puts the files in place.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from matching.installation import Installation
from matching.pipeline.match import read_both

RANDOM_PAIRS = 1_000_000


def train(
    feed: Path,
    rolls: Path,
    out: Path,
    installation: Installation,
    *,
    seed: int,
    random_pairs: int = RANDOM_PAIRS,
    truth: Path | None = None,
    progress: Callable[[str, int, int], None] | None = None,
) -> dict[str, Any]:
    """Learn from a feed and rolls; write linkage.yml, lookups/given_names.yml and training.html into `out`.

    `truth` (record_id, person_id) adds the true figures to the report; it teaches nothing.
    The same files and seed give the same bytes. Raises UsageError for files that cannot be read.
    """
    from matching.link import link_people, read_linkage, read_model_file
    from matching.link.training import Told, given_names_file, learn, linkable, model_file, report
    from matching.standardise import standardise

    say = progress or (lambda stage, done, total: None)
    schemas, threads = installation.settings.schemas, installation.settings.threads
    left, right = (standardise(people, installation) for people in read_both(feed, rolls))
    declared = read_linkage(schemas)
    learned = learn(left, right, declared, seed=seed, random_pairs=random_pairs, threads=threads, progress=say)
    how = f"zhaoren train --feed {feed.name} --rolls {rolls.name} --seed {seed} --pairs {random_pairs}"
    given, written = out / "lookups" / "given_names.yml", out / "linkage.yml"
    given.parent.mkdir(parents=True, exist_ok=True)
    given.write_text(given_names_file(learned.given, how), encoding="utf-8")
    text = (schemas / "linkage.yml").read_text(encoding="utf-8")
    written.write_text(model_file(text, learned.model, how), encoding="utf-8")
    trained = read_model_file(written).with_given_names(schemas, given.resolve())
    linked = link_people(left, right, trained, threads=threads, progress=say)
    page = Told(declared, learned, linked, linkable(left, trained, threads), _truth(truth), how)
    (out / "training.html").write_text(report(page, schemas / "templates"), encoding="utf-8")
    return {
        "model": trained.version,
        "candidates": learned.candidates,
        "random_pairs": learned.random_pairs,
        "rounds": len(learned.estimate.rounds),
        "settled": learned.estimate.settled,
        "share": round(learned.estimate.share, 6),
        "prior": trained.prior,
        "u_kept": [f"{comparison}.{level}" for comparison, level in learned.kept],
        "files": [str(written), str(given), str(out / "training.html")],
    }


def _truth(path: Path | None) -> dict[str, str | None] | None:
    if path is None:
        return None
    table = pq.read_table(path, columns=["record_id", "person_id"])
    return dict(zip(table["record_id"].to_pylist(), table["person_id"].to_pylist(), strict=True))
