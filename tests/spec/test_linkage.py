"""The drawn table of tests/spec/linkage.md against the engine: one row, one pair of people, alone in the world."""

from pathlib import Path
from typing import Any

import pytest

from matching.link import link_people, read_linkage
from tests.spec.people import Row, installation, number, standard

TABLE = Path(__file__).with_name("linkage.md")
VERDICTS = {"在册": "match", "研判": "review", "新增": "new"}
NUMBER = number("19680305", 123)
NUMBERS = {
    "": None,
    "甲": NUMBER,
    "甲杂写": f" '{NUMBER.lower()} ",
    "甲15位": NUMBER[:6] + NUMBER[8:17],
    "甲残疾证": NUMBER + "44",
    "甲错一位": NUMBER[:12] + str((int(NUMBER[12]) + 1) % 10) + NUMBER[13:],
    "甲损坏": NUMBER[:15] + "000",
    "甲遮盖": NUMBER[:6] + "********" + NUMBER[14:],
    "甲双胞胎": number("19680305", 125),
    "乙": number("19700911", 357),
    "户主": number("19391102", 511),
    "某女": number("19391102", 512),
}
EVIDENCE: dict[str, tuple[Row, Row]] = {
    "出生同": ({"birth_date": "1968年3月5日"}, {"birth_date": "1968-03-05"}),
    "出生异": ({"birth_date": "2013-11-20"}, {"birth_date": "1968-03-05"}),
    "同年": ({"birth_date": "1968-11-20"}, {"birth_date": "1968-03-05"}),
    "月日颠倒": ({"birth_date": "1968-05-03"}, {"birth_date": "1968-03-05"}),
    "电话同": ({"phone": "139 6431 7720"}, {"phone": "+8613964317720"}),
    "住址同": ({"address": "城东街道大街社区3号楼2单元301"}, {"address": "博山区城东街道大街社区3号楼2单元301室"}),
    "同镇街": ({"township": "城东"}, {"township": "城东街道办事处"}),
    "镇街异": ({"township": "城东"}, {"township": "博山镇"}),
    "同村": ({"address": "域城镇西流泉村"}, {"address": "域城镇西流泉村12号"}),
    "同镇街异村": ({"address": "域城镇西流泉村"}, {"address": "域城镇岭西村"}),
    "性别同": ({"sex": "男"}, {"sex": "男"}),
    "电话异": ({"phone": "13864317720"}, {"phone": "15953308812"}),
    "监护人号码": ({"guardian_id": number("19391102", 512)}, {}),
    "监护人同名": ({"guardian_name": "张明"}, {}),
}


def cases() -> list[Any]:
    """The rows of the table; the heading and the rule under it are left out."""
    lines = [line for line in TABLE.read_text(encoding="utf-8").splitlines() if line.startswith("|")]
    head, *body = [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in lines if not line.startswith("|---")]
    return [pytest.param(dict(zip(head, row, strict=True)), id=row[0]) for row in body]


def pair_of(case: dict[str, str]) -> tuple[Row, list[Row]]:
    """The record and the people on the roll that a row of the table speaks of."""
    record: Row = {"record_id": "a", "name": case["报送姓名"], "id_number": NUMBERS[case["报送号码"]]}
    person: Row = {"record_id": "p", "name": case["名册姓名"], "id_number": NUMBERS[case["名册号码"]]}
    for kind in case["佐证"].split():
        record |= EVIDENCE[kind][0]
        person |= EVIDENCE[kind][1]
    if case["报送号码"] != "户主":
        return record, [person]
    householder = {"record_id": "q", "name": "孙大海", "id_number": NUMBERS["户主"], "household_id": "户1"}
    return record, [person | {"household_id": "户1"}, householder]


@pytest.mark.parametrize("case", cases())
def test_pair(case: dict[str, str]) -> None:
    record, people = pair_of(case)
    linked = link_people(standard([record]), standard(people), read_linkage(installation().settings.schemas))
    (decision,) = linked.decisions.to_pylist()
    assert (decision["decision"], decision["rule"]) == (VERDICTS[case["结论"]], case["规则"])
    assert decision["person_id"] == ("p" if decision["decision"] != "new" else None)
    pairs = {pair["right_id"]: pair for pair in linked.pairs.to_pylist()}
    levels = (pairs["p"]["name"], pairs["p"]["identity"]) if "p" in pairs else ("—", "—")
    assert levels == (case["姓名级别"], case["号码级别"])


def test_table_is_not_empty() -> None:
    assert len(cases()) >= 45
