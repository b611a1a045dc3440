"""Settings of Airflow: kept secrets, nothing beyond this machine, and the caller's own word last."""

from datetime import date

import pytest
from zhaoren_airflow import rehearsal
from zhaoren_airflow.environment import USERS, password_file, passwords, prepare_environment

from matching.settings import Settings


@pytest.fixture(autouse=True)
def no_settings_of_the_caller(monkeypatch: pytest.MonkeyPatch) -> None:
    import os

    for name in [name for name in os.environ if name.startswith("AIRFLOW")]:
        monkeypatch.delenv(name)


def test_secrets_are_made_once_and_for_the_owner_only(settings: Settings) -> None:
    first, second = prepare_environment(settings, 8080), prepare_environment(settings, 8080)
    assert first == second
    assert (settings.airflow / "secrets.json").stat().st_mode & 0o777 == 0o600
    assert password_file(settings).stat().st_mode & 0o777 == 0o600
    assert settings.airflow.stat().st_mode & 0o777 == 0o700
    assert set(passwords(settings)) == set(USERS)
    assert len(set(passwords(settings).values())) == len(USERS)


def test_two_installations_share_no_secret(settings: Settings, tmp_path) -> None:
    other = Settings(home=tmp_path / "other")
    secret = {name for name in prepare_environment(settings, 1) if name.endswith(("_KEY", "_SECRET"))}
    assert len(secret) == 3
    assert not {prepare_environment(settings, 1)[name] for name in secret} & {
        prepare_environment(other, 1)[name] for name in secret
    }


def test_everything_of_one_home(settings: Settings) -> None:
    environment = prepare_environment(settings, 8123)
    assert environment["AIRFLOW_HOME"] == str(settings.airflow)
    assert environment["ZHAOREN_HOME"] == str(settings.root)
    assert environment["AIRFLOW__API__HOST"] == "127.0.0.1"
    assert environment["AIRFLOW__API__BASE_URL"] == "http://127.0.0.1:8123"


def test_the_pages_of_a_rehearsal_say_so(settings: Settings) -> None:
    assert "AIRFLOW__API__INSTANCE_NAME" not in prepare_environment(settings, 8080)
    rehearsal.clear(Settings(home=settings.root / "other"), date(2026, 12, 18))
    assert "演练" in prepare_environment(Settings(home=settings.root / "other"), 8080)["AIRFLOW__API__INSTANCE_NAME"]


def test_another_database_is_a_matter_of_configuration(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AIRFLOW__DATABASE__SQL_ALCHEMY_CONN", "postgresql://db/airflow")
    assert prepare_environment(settings, 8080)["AIRFLOW__DATABASE__SQL_ALCHEMY_CONN"] == "postgresql://db/airflow"


def test_what_is_imported_beforehand_exists() -> None:
    from importlib.util import find_spec

    from zhaoren_airflow.environment import WARM

    assert [name for name in WARM if find_spec(name) is None] == []
