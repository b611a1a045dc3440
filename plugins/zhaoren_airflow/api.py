"""Airflow's REST API as the service and the demo use it.

Belongs here: requests and answers. Does not belong here: what is done with them.
"""

import json
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import ProxyHandler, Request, build_opener

_open = build_opener(ProxyHandler({})).open
"""Never through a proxy: the server is this machine."""


class Unreachable(Exception):
    """The server did not answer, or not with success."""


class Client:
    """One user's access to one Airflow. Logs in at the first request that needs it."""

    def __init__(self, address: str, user: str, password: str) -> None:
        self.address = address
        self._login = {"username": user, "password": password}
        self._token = ""

    def health(self) -> dict[str, str]:
        """Component → healthy | unhealthy | unknown. Raises Unreachable."""
        answer = _ask(f"{self.address}/api/v2/monitor/health")
        return {name: (part or {}).get("status") or "unknown" for name, part in answer.items()}

    def get(self, path: str) -> dict[str, Any]:
        """GET /api/v2/<path>. Raises Unreachable."""
        if not self._token:
            self._token = _ask(f"{self.address}/auth/token", self._login)["access_token"]
        return _ask(f"{self.address}/api/v2/{path}", token=self._token)

    def dag_ids(self) -> list[str]:
        """Ids of the DAGs that were read and are not paused."""
        return sorted(dag["dag_id"] for dag in self.get("dags?limit=100")["dags"] if not dag["is_paused"])

    def runs(self) -> list[dict[str, Any]]:
        """The hundred youngest runs of all DAGs, youngest first."""
        runs: list[dict[str, Any]] = self.get("dags/~/dagRuns?limit=100&order_by=-run_after")["dag_runs"]
        return runs


def _ask(url: str, body: dict[str, str] | None = None, token: str = "") -> dict[str, Any]:
    headers = {"Content-Type": "application/json", **({"Authorization": f"Bearer {token}"} if token else {})}
    request = Request(url, data=json.dumps(body).encode() if body else None, headers=headers)
    try:
        with _open(request, timeout=20) as answer:
            content: dict[str, Any] = json.load(answer)
            return content
    except HTTPError as error:
        raise Unreachable(f"{url}: HTTP {error.code}") from error
    except (URLError, OSError, HTTPException, ValueError) as error:
        raise Unreachable(f"{url}: {type(error).__name__}") from error
