"""Measure publishing: the papers of one run with many clues, centre's and recipients' together.

Run: .venv/bin/python -m tests.benchmarks.bench_publish [--clues 50000] [--json]
Every clue has a lead slip, every third one for the medical insurance branch beside it. Limits: 60 s, 2 GiB.
seconds: of the wall; cpu: of this process and its children, which is steadier on a shared machine; peak_gib: the largest resident
memory of all of them together, seen twice a second.
"""

import argparse
import multiprocessing
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
from stdnum.cn.ric import calc_check_digit

from matching.contracts import Cadence
from matching.installation import Installation, open_installation
from matching.pipeline.numbering import numbered
from matching.publish import PublishBatch, publish_centre, publish_slips
from matching.run import Release, Run
from matching.settings import Settings
from matching.shapes import CLUES, OUTCOMES, RECORDS, STANDARD
from tests.benchmarks.bench_intake import burnt, watched
from tests.benchmarks.printing import show

DAY, DUE = date(2026, 12, 4), date(2026, 12, 11)
FEED = "medins_inpatient"
ROLL = pa.schema([(name, pa.string()) for name in ("person_id",)])
LEVELS = ("红", "橙", "黄", "蓝")


def batch_of(installation: Installation, count: int) -> PublishBatch:
    """A run in which everybody is new."""
    units = [unit.code for unit in installation.district.units]
    records, people, outcomes, clues = [], [], [], []
    for n in range(count):
        key, level, unit = f"{n:016x}-{n}", LEVELS[n % 4], units[n * n % len(units)]
        body = f"370399{1940 + n % 60}{n % 12 + 1:02d}{n % 28 + 1:02d}{n % 1000:03d}"
        cost = f"{20000 + n * 37 % 90000:,}.00"
        place = {
            "unit": unit,
            "unit_from": "address",
            "level": level,
            "hardship": f"2026年11月{n % 30 + 1}日出院,单次住院个人负担合规费用{cost}元",
        }
        person = {
            "name": f"张{chr(0x4E00 + n % 20000)}",
            "sex": "女",
            "phone": f"138{n:08d}",
            "id_number": body + calc_check_digit(f"{body}?"),
        }
        records.append({"record_id": key, "drop_id": "D", "feed": FEED, "row": n + 4, "period": "2026-11", "values": "{}"})
        people.append({"record_id": key, "feed": FEED})
        outcomes.append(
            {
                "record_id": key,
                "feed": FEED,
                "bucket": "new",
                "rule": "NO_MATCH",
                "clue_id": f"XS-{n:010d}",
                "reason": "",
                **place,
            }
        )
        clues.append(
            {"clue_id": f"XS-{n:010d}", "record_id": key, "feed": FEED, "kind": "重病住院", "age": "64", "birth": "1962-03-15",
             "address": f"博山区新建一路{n}号2单元101", "register_address": "山东省淄博市博山区八陡镇福山村12号", "level_rule": "INPATIENT_50K",
             "reasons": [f"【{level}】单次住院个人负担合规费用{cost}元,达到5万元档(依据:博政办字〔2021〕27号二(二)2单次住院个人负担2万元以上;规则:INPATIENT_50K)",
                         "【黄】同户另有在册救助对象(依据:博政办字〔2021〕27号二(一)重点群体;规则:HOUSEHOLD_ON_ROLL)"],
             "aid": ["临时救助", "医疗"], "departments": ["medins"] if n % 3 == 0 else [], "event_date": "2026-11-20", "amount": cost,
             "household": f"同户在册人员:王{n % 90}山(户主、低保边缘家庭)", "benefits": "低保边缘家庭",
             "basis": "2026年12月4日与救助对象名册(24,310人)比对:名册中未见身份证号一致或情况相近的人员",
             "source": f"区医保分局《参保人住院高额费用人员》第{n + 4}行", "evidence": [key], "opened_on": DAY.isoformat(), **person, **place}
        )  # fmt: skip
    return PublishBatch(
        run=Run(cadence=Cadence.MONTHLY, as_of=DAY, sequence=1),
        installation=installation,
        records=pa.Table.from_pylist(records, RECORDS),
        people=pa.Table.from_pylist(people, STANDARD),
        outcomes=pa.Table.from_pylist(outcomes, OUTCOMES),
        clues=pa.Table.from_pylist(clues, CLUES),
        roll=ROLL.empty_table(),
    )


def measure(clues: int) -> dict[str, Any]:
    """Seconds, CPU seconds and memory of both halves of the publishing, each in a process of its own like the scheduler's tasks."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder)
        halves = {}
        for name in ("centre", "recipients"):
            with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as process:
                halves[name] = process.submit(half, name, clues, out).result()
        files = [path for path in out.rglob("*") if path.is_file()]
        mib = round(sum(path.stat().st_size for path in files) / 2**20, 1)
    total = {key: round(sum(figures[key] for figures in halves.values()), 1) for key in ("seconds", "cpu")}
    return {
        "clues": clues,
        "files": len(files),
        "mib": mib,
        **halves,
        **total,
        "peak_gib": max(each["peak_gib"] for each in halves.values()),
    }


def half(name: str, clues: int, out: Path) -> dict[str, float]:
    """Make the papers of the centre, or those of the recipients."""
    import docxtpl  # noqa: F401 - what is imported once in the life of a process

    installation = open_installation(Settings())
    batch = batch_of(installation, clues)
    with watched(0.5) as peak:
        begun, cpu = time.perf_counter(), burnt()
        if name == "centre":
            publish_centre(batch, out)
        else:
            publish_slips(
                batch, Release(released_on=DAY), numbered(batch.clues, batch.requests, installation.district, DAY, DUE, 0), out
            )
        return {"seconds": round(time.perf_counter() - begun, 1), "cpu": round(burnt() - cpu, 1), "peak_gib": peak()}


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clues", type=int, default=50_000)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    show(measure(options.clues), options.json)


if __name__ == "__main__":
    main()
