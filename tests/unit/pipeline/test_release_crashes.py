"""Whatever breaks in a release: the numbers stay gapless, and a paper is whole or not there."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from matching.installation import Installation
from matching.pipeline import releasing
from matching.run import sha256_tree
from tests.unit.pipeline.releases import NEXT, RUN, papers, slips_of

STEPS = (
    (releasing, "numbered"),
    (releasing, "write_table"),
    (releasing, "write_text"),
    (releasing.stages, "release"),
    (releasing, "seal"),
    (releasing, "install"),
    (shutil, "copytree"),
    (Path, "replace"),
    (releasing, "copy_ledger"),
)
"""Every step of a release that can fail."""


@pytest.mark.parametrize("when", ["before", "after"])
def test_whatever_breaks_in_a_release_numbers_stay_gapless_and_papers_whole(
    held: Installation, when: str, tmp_path: Path
) -> None:
    """Each step fails once, before or after its work; then the release is asked for again. The end is the same as without."""
    home = held.settings.root
    copies = {}
    for place, (holder, name) in enumerate([(None, ""), *STEPS]):
        settings = held.settings.model_copy(update={"home": tmp_path / f"{when}{place}"})
        settings.__dict__.pop("root", None)
        shutil.copytree(home, settings.root)
        here = replace(held, settings=settings)
        if holder is not None:
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(holder, name, failing(getattr(holder, name), when))
                with pytest.raises(OSError, match="No space left"):
                    releasing.release(here, RUN, NEXT, "孙晓梅")
            assert [slip[1] for slip in slips_of(here)] in ([], [1, 2])
            assert papers(here) in ([], ["区住建局", "镇街"])
        done = releasing.release(here, RUN, NEXT, "孙晓梅")
        assert not list(settings.outbox.rglob(".*"))
        copies[name] = (done, slips_of(here), sha256_tree(settings.outbox / "镇街"))
    assert all(end == copies[""] for end in copies.values())
    assert [slip[1] for slip in copies[""][1]] == [1, 2]


def failing(original: Callable[..., Any], when: str) -> Callable[..., Any]:
    def fail(*arguments: Any, **named: Any) -> Any:
        if when == "after":
            original(*arguments, **named)
        raise OSError(28, "No space left on device")

    return fail
