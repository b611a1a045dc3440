"""The service's own decisions; the whole of it is tried in tests/e2e."""

import json
import socket
from datetime import date

import pytest
from rich.console import Console
from zhaoren_airflow import rehearsal, service
from zhaoren_airflow.service import PortLost
from zhaoren_airflow.state import State, read_state

from matching.errors import ProcessingError
from matching.settings import Settings


def test_a_port_in_use_is_left_to_its_owner() -> None:
    with socket.socket() as owner:
        owner.bind(("127.0.0.1", 0))
        owner.listen()
        taken = owner.getsockname()[1]
        assert service._free_port(taken) not in (0, taken)
    assert service._free_port(taken) == taken


@pytest.mark.parametrize(("lost", "works"), [(1, True), (2, True), (3, False)])
def test_a_port_lost_at_the_last_moment_is_tried_again(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, lost: int, works: bool
) -> None:
    tried: list[int] = []

    def start(settings: Settings, say: object, port: int) -> State:
        tried.append(port)
        if len(tried) <= lost:
            raise PortLost("taken")
        return State(port=port, leaders=())

    monkeypatch.setattr(service, "_start_and_wait", start)
    if works:
        assert service.up(settings, lambda words: None).port == tried[-1]
    else:
        with pytest.raises(ProcessingError, match="taken"):
            service.up(settings, lambda words: None)
    assert len(tried) == min(lost + 1, service.PORT_ATTEMPTS)


def test_nothing_runs_in_a_new_home(settings: Settings) -> None:
    assert service.status(settings) == {"running": [], "healthy": False, "address": None}
    assert service.down(settings, lambda words: None) == []


def test_a_stale_state_is_no_obstacle(settings: Settings) -> None:
    settings.airflow.mkdir(parents=True)
    leaders = [{"name": name, "pid": 2**22 - 1 - number, "made": 1.0} for number, name in enumerate(service.COMPONENTS)]
    (settings.airflow / "service.json").write_text(json.dumps({"port": 8080, "leaders": leaders}), encoding="utf-8")
    assert service.status(settings)["running"] == []
    assert service.down(settings, lambda words: None) == []
    assert read_state(settings) is None


def test_a_person_is_told_where_everything_is(settings: Settings) -> None:
    console = Console(width=60, record=True)
    service.tell(settings, State(port=8080, leaders=()), console)
    text = console.export_text()
    assert "http://127.0.0.1:8080\n" in text
    assert all(str(path) in text for path in (settings.inbox, settings.receipts, settings.outbox))
    assert "passwords.json" in text
    assert "演练" not in text


@pytest.mark.parametrize("finished", [True, False])
def test_whoever_starts_it_on_a_rehearsal_is_told_so(settings: Settings, finished: bool) -> None:
    rehearsal.clear(settings, date(2026, 12, 18))
    if finished:
        rehearsal.finish(settings)
    console = Console(width=300, record=True)
    service.tell(settings, State(port=8080, leaders=()), console)
    text = console.export_text()
    assert "全部是虚构的, 业务日期是 2026-12-18" in text
    assert "正式使用: 先运行 make begin" in text
    assert ("没有做完" in text) is not finished
