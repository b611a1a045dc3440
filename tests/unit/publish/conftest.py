"""A small run ready for paper: synthetic people in several units and all six buckets."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from matching.cells import lines_of
from matching.contracts import Cadence
from matching.installation import Installation
from matching.publish import PublishBatch, publish_centre, publish_slips
from matching.publish.slips import LEAST_ROOM, PAGE_LINES, Slip
from matching.run import Release, Run
from matching.shapes import CLUES, OUTCOMES, RECORDS, SLIPS, STANDARD

AS_OF = date(2026, 5, 11)
RUN = Run(cadence=Cadence.EVENT, as_of=AS_OF, sequence=1)
EAST, YUCHENG = "370304001", "370304102"
SECRETS = {"diagnosis": "恶性肿瘤秘密", "hospital": "秘密医院", "stay_no": "ZY秘密001", "total_cost": "98765.43"}
"""Values of sensitive columns that no hardship sentence names."""
ROLL = pa.schema([(name, pa.string()) for name in ("person_id", "household_id", "name", "sex", "birth_date", "id_number", "phone", "township",
                                                   "village", "address", "category", "monthly_amount", "relation")])  # fmt: skip
SURNAMES, GIVEN = "张王李赵孙周吴郑冯陈", ("秀兰", "建国", "桂英", "志强", "玉梅", "德胜", "淑珍", "永福")
LEVELS = ("红", "橙", "黄", "蓝")
STATES = {"new": EAST, "enrolled": EAST, "review": EAST, "merged": EAST, "outside": None, "unlocated": None}


def id_number(n: int) -> str:
    """A well-formed number of nobody: county code 370399."""
    body = f"3703991962{1 + n % 12:02d}{1 + n % 28:02d}{n % 1000:03d}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return body + "10X98765432"[sum(int(digit) * weight for digit, weight in zip(body, weights, strict=True)) % 11]


def name_of(n: int) -> str:
    return SURNAMES[n % 10] + GIVEN[n // 10 % 8]


class Paper:
    """Collects records with their outcomes; `batch` is what publish takes."""

    def __init__(self, installation: Installation) -> None:
        self.installation = installation
        self.records: list[dict[str, Any]] = []
        self.people: list[dict[str, Any]] = []
        self.outcomes: list[dict[str, Any]] = []
        self.clues: list[dict[str, Any]] = []
        self.roll: list[dict[str, Any]] = []

    def add(self, bucket: str = "new", unit: str | None = EAST, feed: str = "medins_inpatient", **clue: Any) -> str:
        """A record that ended in a bucket; for `new` its clue as well."""
        n = len(self.records)
        key, level = f"R{n:05d}", LEVELS[n % 4]
        values = {"discharged_on": "2026-04-20", "burden": "52300.00", **SECRETS} if feed == "medins_inpatient" else {}
        person = {"name": name_of(n), "name_clean": name_of(n), "sex_clean": "女", "birth": "1962-03-15", "id_clean": id_number(n),
                  "phone_clean": f"138{n:08d}", "address": f"新建一路{n + 1}号2单元101"}  # fmt: skip
        self.records.append({"record_id": key, "drop_id": "D", "feed": feed, "row": n + 4, "period": "2026-04",
                             "values": json.dumps(values, ensure_ascii=False)})  # fmt: skip
        self.people.append({"record_id": key, "feed": feed, "id_status": "valid", **person})
        hardship = "2026年4月20日出院,单次住院个人负担合规费用52,300.00元"
        clue_id = f"XS-{n:010d}" if bucket in ("new", "merged") else None
        person_id = f"P{n}" if bucket in ("enrolled", "review") else None
        if person_id:
            self.roll.append(
                {
                    "person_id": person_id,
                    "name": name_of(n),
                    "id_number": id_number(n),
                    "category": "农村低保",
                    "township": "城东街道",
                }
            )
        self.outcomes.append({"record_id": key, "feed": feed, "bucket": bucket, "rule": "RULE", "person_id": person_id, "clue_id": clue_id,
                              "unit": unit, "unit_from": "address" if unit else None, "level": level, "hardship": hardship, "reason": "比对说明"})  # fmt: skip
        if bucket == "new":
            self.clues.append(
                {"clue_id": clue_id, "record_id": key, "feed": feed, "kind": "重病住院", "name": person["name"], "sex": "女", "age": "64",
                 "birth": "1962-03-15", "id_number": person["id_clean"], "phone": person["phone_clean"], "address": person["address"],
                 "register_address": "山东省淄博市博山区八陡镇福山村12号", "unit": unit, "unit_from": "address", "level": level,
                 "level_rule": "INPATIENT_50K",
                 "reasons": [f"【{level}】单次住院个人负担合规费用52,300.00元,达到5万元档(依据:博政办字〔2021〕27号二(二)2单次住院个人负担2万元以上;规则:INPATIENT_50K)",
                             "【黄】同户另有在册救助对象(依据:博政办字〔2021〕27号二(一)重点群体;规则:HOUSEHOLD_ON_ROLL)"],
                 "aid": ["临时救助", "医疗"], "departments": ["medins"], "hardship": hardship, "event_date": "2026-04-20", "amount": "52300.00",
                 "household": "同户在册人员:王大山(户主、低保边缘家庭)", "benefits": "低保边缘家庭",
                 "basis": "2026年5月11日与救助对象名册(24,310人)比对:名册中未见身份证号一致或情况相近的人员",
                 "source": f"区医保分局《参保人住院高额费用人员》第{n + 4}行", "evidence": [key], "opened_on": "2026-05-11",
                 **clue}
            )  # fmt: skip
        return key

    def slips(self) -> list[dict[str, Any]]:
        """Lead slips first, then departments', numbered from 1."""
        wanted = [
            {"clue_id": clue["clue_id"], "recipient_kind": "unit", "recipient": clue["unit"], "role": "主办"}
            for clue in self.clues
        ]
        wanted += [{"clue_id": clue["clue_id"], "recipient_kind": "department", "recipient": key, "role": "协办"}
                   for clue in self.clues for key in clue["departments"]]  # fmt: skip
        common = {"issued_on": "2026-05-11", "due_on": "2026-05-18", "year": 2026}
        return [{**slip, **common, "number": n, "slip_no": f"博救转〔2026〕{n:04d}号"} for n, slip in enumerate(wanted, start=1)]

    def publish(self, out: Path) -> list[Path]:
        """The centre's papers and everybody else's, below one folder."""
        batch, slips = self.batch(), pa.Table.from_pylist(self.slips(), SLIPS)
        return sorted([*publish_centre(batch, out), *publish_slips(batch, Release(released_on=AS_OF), slips, out)])

    def batch(self) -> PublishBatch:
        return PublishBatch(
            run=RUN,
            installation=self.installation,
            records=pa.Table.from_pylist(self.records, RECORDS),
            people=pa.Table.from_pylist(self.people, STANDARD),
            outcomes=pa.Table.from_pylist(self.outcomes, OUTCOMES),
            clues=pa.Table.from_pylist(self.clues, CLUES),
            roll=pa.Table.from_pylist(self.roll, ROLL),
        )


@pytest.fixture
def paper(installation: Installation) -> Paper:
    return Paper(installation)


@pytest.fixture
def small_run(paper: Paper) -> Paper:
    """Twelve clues in two units, and two of every other bucket."""
    for n in range(12):
        paper.add(unit=(EAST, YUCHENG)[n % 2])
    for bucket, unit in STATES.items():
        if bucket != "new":
            paper.add(bucket, unit)
            paper.add(bucket, unit and YUCHENG)
    paper.add("enrolled", EAST, "civil_affairs_new")
    return paper


@pytest.fixture
def numbers() -> Callable[[int], str]:
    return id_number


def check_page_is_full(slip: Slip) -> None:
    """The fields and the room for the visit are as many lines as a page has, and the room is enough to write in."""
    wide = [
        slip.source,
        slip.register_address,
        slip.address,
        slip.household,
        slip.hardship,
        slip.benefits,
        slip.basis,
        slip.reasons,
        slip.aid,
    ]
    used = sum(lines_of(text, 35) for text in wide) + lines_of(slip.support_units, 10)
    assert used + slip.room.count("\n") + 1 == PAGE_LINES
    assert slip.room.count("\n") + 1 >= LEAST_ROOM
