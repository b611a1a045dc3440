"""The environment Airflow runs in: every setting that differs from its defaults, and why.

Belongs here: names of settings, secrets, users. Does not belong here: starting anything (service).
What the caller's own environment says (AIRFLOW__…) wins, so that PostgreSQL is a matter of configuration.
"""

import json
import os
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Callable
from pathlib import Path

from matching.pipeline.rehearsal import read_mark
from matching.settings import Settings

USERS = {"officer": "op", "clerk": "user", "auditor": "viewer"}
"""User → role. officer: 数据专员; clerk: 中心工作人员, may start runs; auditor: may only look."""

POOLS = {"ledger": (1, "台账一次只许一个任务打开")}

WARM = (
    "airflow.executors.local_executor",
    "airflow.sdk.execution_time.supervisor",
    "airflow.sdk.execution_time.task_runner",
    "airflow.providers.standard.decorators.python",
    "zhaoren_airflow.assets",
    "great_expectations",
    "docxtpl",
    "duckdb",
    "opencc",
    "pandas",
    "pyarrow.parquet",
    "pypinyin",
    "matching.pipeline.checking",
    "matching.pipeline.reception",
    "matching.pipeline.releasing",
    "matching.pipeline.runs",
    "matching.pipeline.waking",
    "matching.validate.check",
    "matching.validate.papers.receipt",
    "matching.standardise",
    "matching.link",
    "matching.triage",
    "matching.publish",
)
"""Imported once in the process that all task processes are forked from: a task then starts in about a second, where
importing great_expectations alone would cost it eight to fifteen. Imports only: configuration is read by each task."""


def prepare_environment(settings: Settings, port: int) -> dict[str, str]:
    """The whole environment of Airflow's processes; makes the folder, the secrets and the passwords if there are none."""
    home = settings.airflow
    home.mkdir(parents=True, exist_ok=True)
    home.chmod(0o700)
    keys = _kept(home / "secrets.json", _new_keys)
    passwords(settings)
    own = {name: value for name, value in os.environ.items() if name.startswith("AIRFLOW__")}
    return {
        **os.environ,
        "AIRFLOW_HOME": str(home),
        "ZHAOREN_HOME": str(settings.root),
        "ZHAOREN_PROJECT": str(settings.project),
        "GX_ANALYTICS_ENABLED": "false",
        "NO_PROXY": "127.0.0.1,localhost",
        "no_proxy": "127.0.0.1,localhost",
        **_core(settings, keys),
        **_web(port, keys),
        # The title of every page.
        **({"AIRFLOW__API__INSTANCE_NAME": "演练 · 人员均为虚构"} if read_mark(settings) else {}),
        **_quiet(home),
        **own,
    }


def passwords(settings: Settings) -> dict[str, str]:
    """User → password; made once an installation."""
    return _kept(password_file(settings), lambda: {user: secrets.token_urlsafe(12) for user in USERS})


def password_file(settings: Settings) -> Path:
    return settings.airflow / "passwords.json"


def _core(settings: Settings, keys: dict[str, str]) -> dict[str, str]:
    return {
        "AIRFLOW__CORE__DAGS_FOLDER": str(settings.project / "dags"),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION": "False",
        "AIRFLOW__CORE__DEFAULT_TIMEZONE": "Asia/Shanghai",
        "AIRFLOW__CORE__EXECUTOR": "LocalExecutor",
        "AIRFLOW__CORE__PARALLELISM": "4",
        "AIRFLOW__CORE__FERNET_KEY": keys["fernet"],
        "AIRFLOW__CORE__MP_FORKSERVER_PRELOAD": ",".join(WARM),
        "AIRFLOW__SCHEDULER__MP_START_METHOD": "forkserver",
        # A task whose process was killed is noticed and retried after so many seconds.
        "AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT": "120",
        # With the default of five seconds SQLite answers "database is locked" under load.
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{settings.airflow / 'airflow.db'}?timeout=60",
        "AIRFLOW__DAG_PROCESSOR__PARSING_PROCESSES": "1",
        "AIRFLOW__DAG_PROCESSOR__MIN_FILE_PROCESS_INTERVAL": "60",
    }


def _web(port: int, keys: dict[str, str]) -> dict[str, str]:
    address = f"http://127.0.0.1:{port}"
    return {
        "AIRFLOW__API__HOST": "127.0.0.1",
        "AIRFLOW__API__PORT": str(port),
        "AIRFLOW__API__BASE_URL": address,
        "AIRFLOW__API__SECRET_KEY": keys["api"],
        "AIRFLOW__API__WORKERS": "1",
        "AIRFLOW__API_AUTH__JWT_SECRET": keys["jwt"],
        "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"{address}/execution/",
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_USERS": ",".join(f"{user}:{role}" for user, role in USERS.items()),
    }


def _quiet(home: Path) -> dict[str, str]:
    return {
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE": str(home / "passwords.json"),
        "AIRFLOW__LOGGING__BASE_LOG_FOLDER": str(home / "logs"),
        "AIRFLOW__USAGE_DATA_COLLECTION__ENABLED": "False",
    }


def _new_keys() -> dict[str, str]:
    return {
        "fernet": urlsafe_b64encode(secrets.token_bytes(32)).decode(),
        "api": secrets.token_urlsafe(32),
        "jwt": secrets.token_urlsafe(48),
    }


def _kept(path: Path, make: Callable[[], dict[str, str]]) -> dict[str, str]:
    """The content of a secret file, which only its owner may read; made by `make` if it is not there."""
    if not path.exists():
        aside = path.with_name(f".{path.name}.tmp")
        aside.unlink(missing_ok=True)
        aside.touch(mode=0o600, exist_ok=False)
        aside.write_text(json.dumps(make()), encoding="utf-8")
        aside.replace(path)
    content: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    return content
