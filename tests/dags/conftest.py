"""A home for Airflow before anything imports it: a temporary folder, migrated once, with the pools."""

import atexit
import os
import shutil
import sys
import tempfile
from pathlib import Path

import pytest

from matching.settings import PROJECT

FOLDER = Path(tempfile.mkdtemp(prefix="zhaoren-airflow-"))
atexit.register(shutil.rmtree, FOLDER, ignore_errors=True)
if "airflow" in sys.modules:
    raise RuntimeError("Airflow was imported before its home was set: run the tests of tests/dags first or alone")
os.environ |= {
    "AIRFLOW_HOME": str(FOLDER),
    "AIRFLOW__CORE__DAGS_FOLDER": str(PROJECT / "dags"),
    "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
    "AIRFLOW__CORE__DEFAULT_TIMEZONE": "Asia/Shanghai",
    "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{FOLDER / 'airflow.db'}?timeout=60",
    "AIRFLOW__LOGGING__BASE_LOG_FOLDER": str(FOLDER / "logs"),
    "AIRFLOW__USAGE_DATA_COLLECTION__ENABLED": "False",
}


@pytest.fixture(scope="session")
def airflow() -> None:
    """Airflow's database, ready."""
    from zhaoren_airflow.database import main

    main()
