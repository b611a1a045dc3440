"""The wake-up call on a real folder, with a quick pace."""

import asyncio
from pathlib import Path

from zhaoren_airflow.triggers import InboxTrigger, look

PACE = 0.05


async def events(inbox: Path, actions: object) -> list[int]:
    """The counts announced while `actions` change the folder."""
    seen: list[int] = []

    async def listen() -> None:
        async for event in InboxTrigger(str(inbox), PACE).run():
            seen.append(event.payload["files"])

    listener = asyncio.create_task(listen())
    await actions(seen)
    listener.cancel()
    return seen


def drop(inbox: Path, name: str, text: str = "x") -> Path:
    path = inbox / "区消防救援大队" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


async def calm() -> None:
    await asyncio.sleep(PACE * 8)


def test_one_event_for_each_settled_change(tmp_path: Path) -> None:
    async def actions(seen: list[int]) -> None:
        await calm()
        assert seen == []  # an empty inbox wakes nobody
        first = drop(tmp_path, "a.csv")
        drop(tmp_path, "b.csv")
        await calm()
        assert seen == [2]
        drop(tmp_path, "a.csv", "corrected")
        await calm()
        assert seen == [2, 1]
        first.unlink()  # intake takes files away: that wakes nobody
        await calm()
        assert seen == [2, 1]
        drop(tmp_path, "c.csv")
        await calm()

    assert asyncio.run(events(tmp_path, actions)) == [2, 1, 1]


def test_no_event_while_a_file_grows(tmp_path: Path) -> None:
    async def actions(seen: list[int]) -> None:
        for size in range(40):
            drop(tmp_path, "big.csv", "x" * size)
            await asyncio.sleep(PACE / 3)
        assert seen == []
        await calm()

    assert asyncio.run(events(tmp_path, actions)) == [1]


def test_a_restart_announces_what_lies_there(tmp_path: Path) -> None:
    async def actions(seen: list[int]) -> None:
        await calm()

    drop(tmp_path, "a.csv")
    assert asyncio.run(events(tmp_path, actions)) == [1]
    assert asyncio.run(events(tmp_path, actions)) == [1]


def test_no_folder_is_an_empty_folder(tmp_path: Path) -> None:
    assert look(tmp_path / "inbox") == frozenset()


def test_the_trigger_is_stored_without_paths_and_made_again() -> None:
    from airflow.sdk.module_loading import import_string

    where, arguments = InboxTrigger().serialize()
    assert arguments == {"inbox": "", "seconds": 3.0}
    assert import_string(where)(**arguments).serialize() == (where, arguments)
