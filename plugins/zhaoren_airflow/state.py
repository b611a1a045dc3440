"""What runs: $AIRFLOW_HOME/service.json, and the way to talk to it.

Belongs here: remembering what was started. Does not belong here: starting and stopping (service).
"""

from pathlib import Path

from matching.run import write_text
from matching.settings import Settings
from matching.strict import Strict
from zhaoren_airflow import processes
from zhaoren_airflow.api import Client
from zhaoren_airflow.environment import passwords
from zhaoren_airflow.processes import Leader


class State(Strict):
    """The components that were started, and the port of the server."""

    port: int
    leaders: tuple[Leader, ...]

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def running(self) -> list[str]:
        """Names of the components that are alive."""
        return [leader.name for leader in self.leaders if processes.alive(leader)]


def read_state(settings: Settings) -> State | None:
    """What was started last and not stopped; None if nothing was."""
    path = _file(settings)
    return State.model_validate_json(path.read_text(encoding="utf-8")) if path.exists() else None


def write_state(settings: Settings, state: State) -> None:
    write_text(state.model_dump_json(), _file(settings))


def forget_state(settings: Settings) -> None:
    """Nothing runs any more."""
    _file(settings).unlink(missing_ok=True)


def client(settings: Settings, state: State) -> Client:
    """The officer's access to the running Airflow."""
    return Client(state.address, "officer", passwords(settings)["officer"])


def _file(settings: Settings) -> Path:
    return settings.airflow / "service.json"
