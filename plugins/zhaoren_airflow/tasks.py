"""What the tasks of the DAGs do: one call of the pipeline each.

Belongs here: the step from Airflow's context to the pipeline's arguments, and back to JSON. Does not belong
here: any work of its own (matching.pipeline), schedules and wiring (dags/). Imports stay inside the functions:
DAG files are read every few seconds. Nothing returned here holds personal data; it is kept in Airflow's database.
"""

from datetime import date, datetime, timedelta
from typing import Any

RELEASE, KEEP_BACK = "签发", "暂不签发"
"""What a person may answer."""
VERDICT = ("drop_id", "verdict", "rows_in", "rows_accepted", "rows_rejected", "rows_repeated")
"""What Airflow may keep of a checked drop; a file's own name may hold anything, so it stays out."""


def sweep() -> list[dict[str, Any]]:
    """Take what is new in the drop folders: one entry a table, {"table": code, "drop_ids": [...]}. Where something of ours
    failed (say a full disk), what was taken goes on first; the task fails only if nothing was."""
    from matching.errors import ProcessingError
    from matching.installation import open_installation
    from matching.pipeline import reception
    from matching.pipeline.clock import business_moment

    installation = open_installation()
    swept = reception.sweep(installation, business_moment(installation.settings))
    if swept.faults and not swept.groups:
        raise ProcessingError(f"sweep: {swept.faults} files could not be archived or answered")
    return swept.groups


def check(table: str, drop_ids: list[str]) -> dict[str, Any]:
    """Validate one table's drops, write their receipts, enter their rows. Returns verdicts and counts."""
    from matching.installation import open_installation
    from matching.pipeline import checking

    checked = checking.check(open_installation(), table, drop_ids)
    return {"table": table, "drops": [{key: drop[key] for key in VERDICT} for drop in checked["drops"]]}


def data_docs() -> dict[str, Any]:
    """Bring the data officer's pages up to date with the drops checked so far."""
    from matching.installation import open_installation
    from matching.pipeline.datadocs import refresh

    return refresh(open_installation())


def due_cadences(moment: datetime) -> list[str]:
    """The cadences whose clue run should start now."""
    from matching.installation import open_installation
    from matching.pipeline.clock import business_day
    from matching.pipeline.waking import wakeups

    installation = open_installation()
    return wakeups(installation, business_day(installation.settings, moment))


def prepare(cadence: str, as_of: str | None, moment: datetime) -> list[dict[str, str]]:
    """Freeze the inputs of a clue run: one step a feed, {"run_id": …, "feed": …}; empty if there is nothing to do.

    `as_of` is an ISO date or None: then the business date of `moment`, which a retry keeps."""
    from matching.installation import open_installation
    from matching.pipeline import runs
    from matching.pipeline.clock import business_day

    installation = open_installation()
    day = date.fromisoformat(as_of) if as_of else business_day(installation.settings, moment)
    run = runs.prepare(installation, cadence, day)
    return [{"run_id": run["run_id"], "feed": feed} for feed in run["feeds"]] if run else []


def standardise(run_id: str, feed: str) -> dict[str, Any]:
    """Bring one feed's records of a run into the person shape."""
    from matching.installation import open_installation
    from matching.pipeline import runs

    return runs.standardise_feed(open_installation(), run_id, feed)


def link(steps: list[dict[str, str]]) -> dict[str, Any]:
    """Find who is already on the rolls or on an open clue. `steps`: what `prepare` returned, here and below."""
    from matching.installation import open_installation
    from matching.pipeline import runs

    return runs.link(open_installation(), steps[0]["run_id"])


def triage(steps: list[dict[str, str]]) -> dict[str, Any]:
    """Put every record into its bucket."""
    from matching.installation import open_installation
    from matching.pipeline import runs

    return runs.triage(open_installation(), steps[0]["run_id"])


def commit(steps: list[dict[str, str]]) -> dict[str, Any]:
    """Enter the run into the ledger, in one transaction."""
    from matching.installation import open_installation
    from matching.pipeline import runs

    return runs.commit(open_installation(), steps[0]["run_id"])


def publish(steps: list[dict[str, str]]) -> dict[str, Any]:
    """Write the centre's list and form into the outbox."""
    from matching.installation import open_installation
    from matching.pipeline import runs

    return runs.publish(open_installation(), steps[0]["run_id"])


def goes_out_by_itself(steps: list[dict[str, str]]) -> bool:
    """Whether the run's batch needs nobody's leave."""
    from matching.installation import open_installation
    from matching.pipeline.releasing import is_automatic

    return is_automatic(open_installation(), steps[0]["run_id"])


def let_go(steps: list[dict[str, str]]) -> dict[str, Any]:
    """Release a batch that needs nobody's leave."""
    from matching.installation import open_installation
    from matching.pipeline import runs

    return runs.let_go(open_installation(), steps[0]["run_id"])


def look(run_id: str, moment: datetime) -> str:
    """What the person who releases must know, in Markdown. Fails if the batch's check found something."""
    from matching.errors import ReleaseBlocked
    from matching.installation import open_installation
    from matching.pipeline import releasing
    from matching.pipeline.clock import business_day

    installation = open_installation()
    seen = releasing.look(installation, run_id, business_day(installation.settings, moment))
    if seen["problems"]:
        raise ReleaseBlocked(" ".join(seen["problems"]))
    lines = [f"| {name} | {slips} |" for name, slips in seen["recipients"].items()]
    head = [f"线索 {seen['clues']} 条, 转办单 {seen['slips']} 件; 核对没有发现问题。总表在 `outbox/中心/{run_id}/`。", ""]
    return "\n".join([*head, "| 单位 | 转办单 |", "|---|---|", *lines])


def release(run_id: str, answer: dict[str, Any]) -> dict[str, Any]:
    """Release the batch if the person who was asked said so, on the day of the answer; else skip. `answer`: what HITLOperator returns."""
    from airflow.sdk.exceptions import AirflowSkipException

    from matching.installation import open_installation
    from matching.pipeline import releasing
    from matching.pipeline.clock import business_day

    if answer["chosen_options"] != [RELEASE]:
        raise AirflowSkipException(KEEP_BACK)
    installation = open_installation()
    signer = answer["params_input"].get("by") or answer["responded_by_user"]["name"]
    return releasing.release(installation, run_id, business_day(installation.settings, answer["responded_at"]), signer)


def overview(as_of: str | None, moment: datetime) -> str:
    """Write the centre's workbook about deliveries; its path below the home. `as_of` and `moment` as for `prepare`, here and below."""
    from matching.pipeline import punctuality

    installation, today = _today(moment)
    return (
        punctuality.overview(installation, date.fromisoformat(as_of) if as_of else today)
        .relative_to(installation.settings.root)
        .as_posix()
    )


def remind(as_of: str | None, moment: datetime) -> list[dict[str, Any]]:
    """Write reminders to the senders whose deliveries are missing: [{"recipient", "lines", "file"}]."""
    from matching.pipeline import punctuality

    installation, today = _today(moment)
    return punctuality.remind(installation, date.fromisoformat(as_of) if as_of else today, today)


def anchor(moment: datetime) -> str:
    """Write the day's anchor of the audit chain; its path below the home, "" while nothing happened. Fails without another try if the chain is
    broken."""
    from airflow.sdk.exceptions import AirflowFailException

    from matching.errors import ChainBroken
    from matching.pipeline.anchoring import write_anchor

    installation, today = _today(moment)
    try:
        path = write_anchor(installation, today)
    except ChainBroken as error:
        raise AirflowFailException(str(error)) from error
    return path.relative_to(installation.settings.root).as_posix() if path else ""


def supervise(as_of: str | None, moment: datetime) -> dict[str, Any]:
    """Write the notices of a day about slips that nobody answered: {"as_of", "notices", "circular", "undecided"}; the rolling lists
    are made anew, since they say how many days something waits."""
    from matching.pipeline import standing, supervision

    installation, today = _today(moment)
    standing.refresh(installation, today)
    return supervision.supervise(installation, date.fromisoformat(as_of) if as_of else today, today)


def monthly(month: str | None, moment: datetime) -> dict[str, Any]:
    """Write a month's workbook and the bulletin's draft, by default of the month before: {"month", "files"}."""
    from matching.pipeline import monthly as statistics

    installation, today = _today(moment)
    told = statistics.write_monthly(installation, month or _month_before(today), today)
    return {name: told[name] for name in ("month", "files")}


def draw_visits(month: str | None, moment: datetime) -> dict[str, Any]:
    """Choose whom to visit of those answered in a month, by default the month before: counts, and the form's path."""
    from matching.pipeline import visiting

    installation, today = _today(moment)
    return visiting.draw_visits(installation, month or _month_before(today), today)


def draw_sample(month: str | None, moment: datetime) -> dict[str, Any]:
    """Draw a month's blind sample, by default of the month before: its name, counts, and the form's path. Skipped for a month that is not over."""
    from airflow.sdk.exceptions import AirflowSkipException

    from matching.pipeline import sampling

    installation, today = _today(moment)
    if month == f"{today:%Y-%m}":
        raise AirflowSkipException("这个月还没有结束,不抽样。")
    return sampling.draw_month(installation, month or _month_before(today), today)


def replay(run_id: str | None, since: str | None, until: str | None, moment: datetime) -> dict[str, Any]:
    """Play one run back, or those of a period, and write the report: {"counts", "files"}, files below the home."""
    from matching.audit import told
    from matching.pipeline import replay as playing

    installation, today = _today(moment)
    days = (date.fromisoformat(day) if day else None for day in (since, until))
    done = list(playing.replays(installation, playing.chosen(installation.settings, run_id, *days)))
    files = playing.publish_replays(installation, done, run_id or f"{since}起", today)
    return {"counts": told(done), "files": [path.relative_to(installation.settings.root).as_posix() for path in files]}


def conclude(played: dict[str, Any]) -> str:
    """Fail, without another try, unless every run was identical. `played`: what `replay` returned."""
    from airflow.sdk.exceptions import AirflowFailException

    counts, report = played["counts"], f"报告: {'、'.join(played['files'])}"
    if counts["different"] or counts["cannot"]:
        raise AirflowFailException(f"不一致 {counts['different']} 批, 无法重算 {counts['cannot']} 批。{report}")
    return f"{counts['identical']} 批全部一致。{report}"


def _today(moment: datetime) -> tuple[Any, date]:
    """The installation, and the business date of a moment."""
    from matching.installation import open_installation
    from matching.pipeline.clock import business_day

    installation = open_installation()
    return installation, business_day(installation.settings, moment)


def _month_before(today: date) -> str:
    return f"{today.replace(day=1) - timedelta(days=1):%Y-%m}"
