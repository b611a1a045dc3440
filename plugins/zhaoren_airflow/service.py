"""`python -m zhaoren_airflow.service up | down | status`: Airflow on its embedded default, for this installation only.

Belongs here: the order in which things start and stop, and what a person is told. Does not belong here:
settings (environment), signals (processes), requests (api).
"""

import argparse
import json
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from filelock import FileLock
from rich.console import Console
from rich.panel import Panel

from matching.errors import ProcessingError, ZhaorenError
from matching.installation import open_installation
from matching.intake.places import make_folders
from matching.pipeline.rehearsal import Mark, read_mark
from matching.settings import Settings
from zhaoren_airflow import api, processes
from zhaoren_airflow.environment import password_file, prepare_environment
from zhaoren_airflow.state import State, client, forget_state, read_state, write_state

COMPONENTS = {
    "api-server": ["api-server"],
    "scheduler": ["scheduler", "--skip-serve-logs"],
    "dag-processor": ["dag-processor"],
    "triggerer": ["triggerer", "--skip-serve-logs"],
}
PORT = 8080
PORT_ATTEMPTS = 3
START_SECONDS = 240.0
STOP_SECONDS = 60.0
"""So long may running tasks take to end; those killed then are retried at the next start."""
Say = Callable[[str], None]


class PortLost(ProcessingError):
    """Somebody else took the port between our look and our server's start."""


def up(settings: Settings, say: Say, port: int = PORT) -> State:
    """Start Airflow and wait until it is healthy and has read the DAGs; do nothing if it runs already.

    Raises ProcessingError, with nothing left running, if it does not come up."""
    settings.airflow.mkdir(parents=True, exist_ok=True)
    with FileLock(settings.airflow / "service.lock", timeout=START_SECONDS):
        state = read_state(settings)
        if state is not None and len(state.running) == len(COMPONENTS):
            return state
        down(settings, say)
        make_folders(open_installation(settings))
        for _ in range(PORT_ATTEMPTS - 1):
            with suppress(PortLost):
                return _start_and_wait(settings, say, _free_port(port))
        return _start_and_wait(settings, say, _free_port(port))


def _start_and_wait(settings: Settings, say: Say, port: int) -> State:
    state = _start(settings, say, port)
    try:
        _await_health(settings, state, say)
    except BaseException:
        down(settings, say)
        raise
    return state


def _start(settings: Settings, say: Say, port: int) -> State:
    environment = prepare_environment(settings, port)
    logs = settings.airflow / "logs" / "service"
    say("准备 Airflow 数据库")
    _migrate(settings, environment, logs)
    state = State(port=port, leaders=())
    for name, arguments in COMPONENTS.items():
        command = [sys.executable, "-m", "airflow", *arguments]
        leader = processes.start(name, command, environment, settings.airflow, logs / f"{name}.log")
        state = State(port=port, leaders=(*state.leaders, leader))
        write_state(settings, state)
    return state


def _migrate(settings: Settings, environment: dict[str, str], logs: Path) -> None:
    logs.mkdir(parents=True, exist_ok=True)
    log = logs / "database.log"
    with log.open("wb") as stream:
        done = subprocess.run(
            [sys.executable, "-m", "zhaoren_airflow.database"],
            env=environment,
            cwd=settings.airflow,
            stdout=stream,
            stderr=subprocess.STDOUT,
            check=False,
        )
    if done.returncode:
        raise ProcessingError(f"Airflow 数据库未能就绪, 请查看 {log}")


def _await_health(settings: Settings, state: State, say: Say) -> None:
    """Wait for four healthy components and for every DAG file to be read. Raises ProcessingError."""
    access, expected = client(settings, state), len(list((settings.project / "dags").glob("*.py")))
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        lost = [leader.name for leader in state.leaders if not processes.alive(leader)]
        if "api-server" in lost and _free_port(state.port) != state.port:
            raise PortLost(f"端口 {state.port} 被其他程序占用")
        if lost:
            raise ProcessingError(f"{'、'.join(lost)} 启动后退出, 请查看 {settings.airflow / 'logs' / 'service'}")
        try:
            waiting = [name for name, status in access.health().items() if status != "healthy"]
            if not waiting and len(access.dag_ids()) >= expected:
                return
            say(f"等待 {'、'.join(waiting) or '流程载入'}")
        except api.Unreachable:
            say("等待 api-server")
        time.sleep(1)
    raise ProcessingError(f"Airflow 在 {START_SECONDS:.0f} 秒内没有就绪, 请查看 {settings.airflow / 'logs' / 'service'}")


def down(settings: Settings, say: Say) -> list[int]:
    """Stop what runs; running tasks may end first. Returns the ids of processes that would not end."""
    state = read_state(settings)
    if state is None:
        return []
    say("等待正在运行的任务结束")
    server = [leader for leader in state.leaders if leader.name == "api-server"]
    left = processes.stop([leader for leader in state.leaders if leader not in server], STOP_SECONDS)
    say("停止 api-server")  # last: tasks report to it
    left += processes.stop(server, STOP_SECONDS / 4)
    if not left:
        forget_state(settings)
    return left


def _free_port(wanted: int) -> int:
    """`wanted`, or another free port of this machine if somebody listens there."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", wanted))
        except OSError:
            probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def tell(settings: Settings, state: State, console: Console) -> None:
    """Print what a person needs to use the running Airflow."""
    lines = {
        "网址": state.address,
        "用户": "officer (数据专员), clerk (工作人员), auditor (只看)",
        "密码": password_file(settings),
        "报送文件放入": settings.inbox,
        "回执": settings.receipts,
        "清单与转办单": settings.outbox,
    }
    for words, value in lines.items():
        console.print(f"{words}{' ' * (14 - 2 * len(words))}{value}", highlight=False, soft_wrap=True)
    mark = read_mark(settings)
    if mark:
        console.print(Panel(_warning(mark, settings), title="演练", border_style="bold yellow"), highlight=False)
    elif settings.business_date:
        console.print(f"演练日期      {settings.business_date}: 业务日期固定为这一天", highlight=False)


def _warning(mark: Mark, settings: Settings) -> str:
    """What a person must know who starts Airflow on a rehearsal's home."""
    lines = [
        f"这里是演练: {settings.root} 里的人员、名册、转办单全部是虚构的, 业务日期是 {settings.business_date or mark.business_date}。",
        "现在放入的名单也只进演练, 转办单不要发出。",
        *([] if mark.finished else ["上次演练没有做完; 想重来, 请运行 make demo。"]),
        "正式使用: 先运行 make begin (演练数据移到一旁保存, 什么都不删), 再运行 make up。",
    ]
    return "\n".join(lines)


def status(settings: Settings) -> dict[str, object]:
    """What runs, for people and machines."""
    state = read_state(settings)
    if state is None or not state.running:
        return {"running": [], "healthy": False, "address": None}
    try:
        health = client(settings, state).health()
    except api.Unreachable:
        health = {}
    healthy = bool(health) and all(value == "healthy" for value in health.values())
    return {"running": state.running, "healthy": healthy, "address": state.address}


def main(arguments: list[str] | None = None) -> int:
    """The command line; returns the exit code."""
    parser = argparse.ArgumentParser(prog="zhaoren_airflow.service", description="启动、停止、查看本机 Airflow")
    parser.add_argument("action", choices=["up", "down", "status"])
    parser.add_argument("--port", type=int, default=PORT, help="首选端口; 被占用时另选")
    options = parser.parse_args(arguments)
    settings, console = Settings(), Console()
    try:
        if options.action == "status":
            console.print_json(json.dumps(status(settings)))
            return 0
        return _up(settings, console, options.port) if options.action == "up" else _down(settings, console)
    except ZhaorenError as error:
        console.print(f"[red]{error}[/red]")
        return error.exit_code


def _up(settings: Settings, console: Console, port: int) -> int:
    begun = time.monotonic()
    with console.status("启动 Airflow") as spinner:
        state = up(settings, lambda words: spinner.update(f"{words} ({time.monotonic() - begun:.0f} 秒)"), port)
    console.print(f"Airflow 已就绪 ({time.monotonic() - begun:.0f} 秒)", highlight=False)
    tell(settings, state, console)
    return 0


def _down(settings: Settings, console: Console) -> int:
    with console.status("停止 Airflow") as spinner:
        left = down(settings, spinner.update)
    console.print(f"[red]仍有进程未停止: {left}[/red]" if left else "Airflow 已停止, 没有遗留进程")
    return 20 if left else 0


if __name__ == "__main__":
    sys.exit(main())
