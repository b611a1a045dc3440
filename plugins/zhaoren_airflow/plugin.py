"""What this package adds to Airflow: timetables and Chinese as the browser's first language.

Belongs here: the registration. Does not belong here: anything that costs time to import; every Airflow
process loads this module.
"""

from typing import Any

from airflow.plugins_manager import AirflowPlugin

from zhaoren_airflow.language import ChineseFirst
from zhaoren_airflow.timetables import WorkdayTimetable


class ZhaorenPlugin(AirflowPlugin):
    """Found through the entry point `airflow.plugins`."""

    name = "zhaoren"
    timetables: list[Any] = [WorkdayTimetable]  # noqa: RUF012  Airflow's own annotation
    fastapi_root_middlewares: list[Any] = [{"name": "chinese first", "middleware": ChineseFirst}]  # noqa: RUF012
