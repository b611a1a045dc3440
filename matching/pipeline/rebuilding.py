"""A run made once more from what was frozen, outside of the installation.

Belongs here: the scratch folder, and the order of the stages over it. Does not belong here: whether what was frozen is still there
(matching.pipeline.holdings), comparing (matching.pipeline.replay), the ledger. Nothing is written into the installation.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil

from matching.installation import Installation
from matching.pipeline import in_force, stages
from matching.pipeline.holdings import RELEASE
from matching.settings import Settings

PREFIX = "zhaoren-replay-"


@contextmanager
def scratch() -> Iterator[Path]:
    """A folder of this process alone, removed in the end. What a killed process left of its own is removed before."""
    for left in Path(tempfile.gettempdir()).glob(f"{PREFIX}*-*"):
        owner = left.name.removeprefix(PREFIX).split("-")[0]
        if owner.isdigit() and not psutil.pid_exists(int(owner)):
            shutil.rmtree(left, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix=f"{PREFIX}{os.getpid()}-") as folder:
        yield Path(folder)


def decide(installation: Installation, folder: Path, target: Path, feeds: Sequence[str]) -> None:
    """Standardise, link and triage a run's frozen inputs once more: the tables go into `target`."""
    target.mkdir(parents=True)
    (target / "inputs").symlink_to(folder / "inputs", target_is_directory=True)
    for feed in feeds:
        stages.standardise_feed(installation, target, feed)
    stages.link(installation, target)
    stages.triage(installation, target)


def rebuild(settings: Settings, folder: Path, target: Path, manifest: dict[str, Any]) -> None:
    """Everything that a run made, and if it was released, the papers of the release, each under its own configuration."""
    run = in_force.recall(settings, manifest["provenance"]["configuration"])
    decide(run, folder, target, manifest["inputs"]["feeds_done"])
    stages.publish(run, target)
    if manifest["release"]:
        for name in RELEASE:
            shutil.copyfile(folder / name, target / name)
        stages.release(in_force.recall(settings, manifest["release"]["provenance"]["configuration"]), target)
