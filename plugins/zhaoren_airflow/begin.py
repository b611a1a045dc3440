"""`python -m zhaoren_airflow.begin`: the rehearsal is over, real use begins in an empty home.

Belongs here: moving a rehearsal aside, whole, and pointing at what may be real in it. Does not belong here: deleting anything.
"""

import shutil
import sys
from pathlib import Path

from rich.console import Console

from matching.drops import archived_path
from matching.errors import ProcessingError, ZhaorenError
from matching.installation import Installation, open_installation
from matching.pipeline.rehearsal import Mark, mark_file, read_mark
from matching.settings import Settings
from zhaoren_airflow import rehearsal, service

KEPT = "rehearsals"
TO_JUDGE = "待确认"
"""Copies of the files that came to a rehearsal from outside: a person says whether they are real."""


def begin(settings: Settings) -> Path | None:
    """Move the rehearsal to rehearsals/<n>/ and leave an empty home; returns that folder, None if there is no rehearsal.

    Interrupted, the home is still marked, and the next call moves the rest."""
    with rehearsal.alone(settings):
        mark = read_mark(settings)
        if mark is None:
            return None
        if left := service.down(settings, lambda words: None):
            raise ProcessingError(f"进程没有停止: {left}")
        numbers = [int(path.name) for path in (settings.root / KEPT).glob("*") if path.name.isdigit()]
        folder = settings.root / KEPT / str(max(numbers, default=0) + 1)
        try:
            folder.mkdir(parents=True)
            _collect(settings, mark, folder / TO_JUDGE)
            for place in rehearsal.PLACES:
                if (settings.root / place).exists():
                    (settings.root / place).rename(folder / place)
            mark_file(settings).rename(folder / mark_file(settings).name)
        except OSError as error:
            raise ProcessingError(f"没有全部移到 {folder}: {error.strerror or error}。请再运行一次 make begin") from error
    return folder


def to_judge(settings: Settings) -> dict[Path, int]:
    """How many files wait for a person's word, by the folder they lie in."""
    folders = sorted((settings.root / KEPT).glob(f"*/{TO_JUDGE}"))
    return {folder: sum(path.is_file() for path in folder.rglob("*")) for folder in folders}


def _collect(settings: Settings, mark: Mark, target: Path) -> None:
    """Copy every file the demo did not make under the folder and name it came with; what is no file only moves along."""
    strangers = [(path, folder, path.name) for path, folder in rehearsal.waiting(settings, mark)]
    strangers += [
        (archived_path(settings.archive, sha256), folder, name) for sha256, folder, name in rehearsal.taken(settings, mark)
    ]
    for path, folder, name in strangers:
        if not path.is_file():
            continue
        place = target / folder / name
        number = 2
        while place.exists():
            place = target / folder / f"{number}_{name}"
            number += 1
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, place)
        place.chmod(0o640)


def main() -> int:
    """The command line; returns the exit code."""
    settings, console = Settings(), Console()
    try:
        with console.status("停止 Airflow, 移走演练数据"):
            folder = begin(settings)
        if folder is None:
            console.print(
                f"{settings.root} 里没有演练数据, 什么都没有动。正式使用请运行 make up", highlight=False, soft_wrap=True
            )
            return 0
        tell(open_installation(settings), folder, console)
    except ZhaorenError as error:
        console.print(f"[red]{error}[/red]", highlight=False, soft_wrap=True)
        return error.exit_code
    return 0


def tell(installation: Installation, folder: Path, console: Console) -> None:
    """Say where everything is and what comes next."""
    settings, roll = installation.settings, installation.roll
    rolls = settings.inbox / installation.district.department(roll.department).name / roll.title
    console.print(
        f"演练数据已移到 {folder}, 什么都没有删。{settings.root} 现在是空的, 可以正式使用:", highlight=False, soft_wrap=True
    )
    console.print(f"  1. 运行 make up\n  2. 把完整名册放进 {rolls}, 再请各部门报送", highlight=False, soft_wrap=True)
    for place, files in to_judge(settings).items():
        console.print(
            f"[bold yellow]演练期间收到 {files} 个不是演练自己的文件, 副本在 {place}。"
            "如果是真实名单, 请在 make up 之后放回 inbox/ 的同名文件夹[/bold yellow]",
            highlight=False,
            soft_wrap=True,
        )


if __name__ == "__main__":
    sys.exit(main())
