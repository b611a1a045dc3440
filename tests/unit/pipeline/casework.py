"""Slips and answers put straight into a ledger, for tests of what follows from them; the files themselves are tested in test_feedback."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime
from itertools import count
from pathlib import Path

import pyarrow as pa

from matching.casework import read_transitions
from matching.drops import Drop
from matching.installation import Installation
from matching.ledger import reading, writing
from matching.pipeline.clock import SHANGHAI
from matching.pipeline.feedback import enter_feedback
from matching.pipeline.histories import Slip, read_slips
from matching.shapes import RECORDS

DROPS = count(1)
CLUE = {"feed": "fire_loss", "kind": "火灾", "level_rule": "R", "hardship": "", "event_date": "", "amount": "", "basis": ""}


def send_out(installation: Installation, day: date, slips: Iterable[tuple[str, str]]) -> list[str]:
    """Release one clue for each (unit's code, level), all on one day; their slips' numbers."""
    run_id, due = f"event-{day}-01", installation.calendar.add(day, installation.district.limits.feedback_working_days)
    with writing(installation.settings) as ledger:
        last = ledger.query("runs/last_slip_number", year=day.year)["number"][0].as_py()
        run = {
            "run_id": run_id,
            "cadence": "event",
            "as_of": day,
            "sequence": 1,
            "roll_snapshot": "",
            "summary": '{"rows_in": 0, "feeds": {}}',
        }
        rows = [
            {
                "clue_id": f"XS-{day:%m%d}-{number:03d}",
                "record_id": f"{day}-{number}",
                "unit": unit,
                "level": level,
                "number": number,
            }
            for number, (unit, level) in enumerate(slips, start=last + 1)
        ]
        clues = [CLUE | {name: row[name] for name in ("clue_id", "record_id", "unit", "level")} for row in rows]
        about = {"issued_on": day, "due_on": due, "year": day.year, "run_id": run_id, "recipient_kind": "unit", "role": "主办"}
        numbered = [
            {
                "slip_no": f"文〔{day.year}〕{row['number']:04d}号",
                "number": row["number"],
                "clue_id": row["clue_id"],
                "recipient": row["unit"],
            }
            for row in rows
        ]
        event = {"position": 0, "event": "已转办", "on_day": day, "until": due}
        ledger.append("runs", pa.Table.from_pylist([run]))
        ledger.append(
            "releases", pa.Table.from_pylist([{"run_id": run_id, "released_on": day, "released_by": "", "despite": ""}])
        )
        ledger.append("clues", pa.Table.from_pylist([clue | {"run_id": run_id, "opened_on": day} for clue in clues]))
        ledger.append("slips", pa.Table.from_pylist([about | slip for slip in numbered]))
        ledger.append("slip_events", pa.Table.from_pylist([event | {"slip_no": slip["slip_no"]} for slip in numbered]))
    return [slip["slip_no"] for slip in numbered]


def say(installation: Installation, day: date, rows: Iterable[tuple[str, dict[str, str]]]) -> dict[str, int]:
    """What units say of slips, by number, received on a day; counts by event. Every row must be one that is taken."""
    told, rows = Counter[str](), list(rows)
    if not rows:
        return {}
    now, moment = slips_of(installation), datetime(day.year, day.month, day.day, 8, tzinfo=SHANGHAI)
    with writing(installation.settings) as ledger:
        for number, cells in rows:
            slip = now[number]
            folder = f"镇街/{slip.recipient_name(installation.district)}/反馈"
            drop = Drop(f"said{next(DROPS):08d}", "0" * 64, 1, "feedback", slip.recipient, folder, "反馈.xlsx", 1, moment)
            values = {"slip_no": f"{slip.year}-{slip.number:06d}", "clue_id": slip.clue_id} | cells
            record = {"record_id": drop.drop_id, "drop_id": drop.drop_id, "feed": "feedback", "row": 1, "row_key": "[]"}
            records = pa.Table.from_pylist([record | {"values": json.dumps(values, ensure_ascii=False)}], RECORDS)
            told.update(enter_feedback(ledger, installation, records, drop))
    return dict(told)


def slips_of(installation: Installation) -> dict[str, Slip]:
    """Every slip by its number, as it stands now."""
    with reading(installation.settings) as ledger:
        return {slip.slip_no: slip for slip in read_slips(ledger, read_transitions(installation.settings.schemas))}


def hashes(folder: Path) -> dict[str, str]:
    """The SHA-256 of each file below a folder, by its path."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
