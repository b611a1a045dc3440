"""`python -m zhaoren_airflow.database`: bring Airflow's own database up to date and make the pools.

Belongs here: what must be done before the first component starts, in one process, since importing Airflow
is the expensive part. Does not belong here: the ledger, which is not Airflow's.
"""

from airflow.cli.cli_parser import get_parser

from zhaoren_airflow.environment import POOLS


def main() -> None:
    """Migrate and make the pools, through Airflow's own commands. Raises SystemExit if one fails."""
    run("db", "migrate")
    for pool, (slots, description) in POOLS.items():
        run("pools", "set", pool, str(slots), description)


def run(*command: str) -> None:
    arguments = get_parser().parse_args(command)
    arguments.func(arguments)


if __name__ == "__main__":
    main()
