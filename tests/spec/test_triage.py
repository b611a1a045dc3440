"""The drawn table of tests/spec/triage.md against the whole of triage: one row, one rule, one person alone in the world."""

import re
from datetime import date
from typing import Any

import pytest

from matching.installation import Installation
from matching.pipeline.triage_check import check_triage
from matching.triage import read_cases, read_rules
from matching.triage.examples import TABLE
from tests.triage import AS_OF, Bench

CASES = read_cases(TABLE)
Row = dict[str, Any]


def told(installation: Installation, title: str, text: str) -> tuple[str, dict[str, str]]:
    """The feed of a title, and the values that a text gives by the headings of its columns."""
    (feed,) = (feed for feed in installation.feeds.values() if feed.title == title)
    names = {column.header: column.name for column in feed.columns}
    pairs = (pair.split("=", 1) for pair in text.split(";") if pair)
    return feed.code, {names[header]: value for header, value in pairs}


def add(bench: Bench, key: str, case: Row) -> None:
    """The batch and the history that a row of the table speaks of."""
    born = {"birth": case["出生"]} if case["出生"] else {}
    household = {"guardian_id_clean": f"HH{key}"} if case["同户在册"] else {}
    house = {"village_clean": "大街社区", "house": key}
    if household:
        bench.roll_person(f"P{key}", household_id=f"HH{key}", category=case["同户在册"])
    bench.record(f"{key}-1", *told(bench.installation, case["报送"], case["内容"]), **born, **household, **house)
    if case["同批同一人另有"]:
        bench.record(f"{key}-2", *told(bench.installation, *case["同批同一人另有"].split(":", 1)), **born)
        bench.cluster(f"{key}-1", f"{key}-2")
    for number, text in enumerate(filter(None, case["此前"].split(" / "))):
        whose, what = text.split(" ", 1)
        what, _, closed = what.partition(" 办结")
        same_as = f"{key}-1" if whose == "本人" else None
        feed, values = told(bench.installation, *what.split(":", 1))
        clue = {"clue_id": f"XS-{key}", "closed_on": closed} if closed else {}
        bench.earlier(f"{key}-h{number}", feed, values, same_as, **house, **clue)


def test_table(installation: Installation) -> None:
    """All rows in one batch: which rule fires, and what it says of level and aid."""
    assert date(2026, 5, 11) == AS_OF
    bench = Bench(installation)
    keys = [f"T{number:04d}" for number in range(len(CASES))]
    for key, case in zip(keys, CASES, strict=True):
        add(bench, key, case)
    clues, book = bench.clues(), read_rules(installation.settings.schemas)
    rules = {rule.name: rule for rule in (*book.rules, book.default)}
    wrong = []
    for key, case in zip(keys, CASES, strict=True):
        clue, rule = clues[f"{key}-1"], rules[case["规则"]]
        fired = [re.search(r"规则:(\w+)\)$", reason)[1] for reason in clue["reasons"]]  # type: ignore[index]
        said = (rule.level.value, "、".join(rule.aid) or "—") if rule.name in fired else ("", "")
        if ("是" if rule.name in fired else "否", *said) != (case["触发"], case["等级"], case["建议救助"]):
            wrong.append((case, fired))
        assert set(rule.aid) <= set(clue["aid"]) or rule.name not in fired
    assert wrong == []


def test_every_rule_has_a_case_that_fires_and_one_that_does_not(installation: Installation) -> None:
    checked = check_triage(installation, TABLE)
    assert checked["uncovered"] == []
    assert all(line["fires"] and line["silent"] and line["clause"] for line in checked["rules"])
    assert len(checked["rules"]) == len(read_rules(installation.settings.schemas).rules) + 1


@pytest.mark.parametrize("rule", ["YEAR_LINE_REACHED", "DEFAULT"])
def test_a_rule_without_a_case_is_reported(installation: Installation, tmp_path: Any, rule: str) -> None:
    lines = [line for line in TABLE.read_text(encoding="utf-8").splitlines() if not line.startswith(f"| {rule} ")]
    (tmp_path / "cases.md").write_text("\n".join(lines), encoding="utf-8")
    assert check_triage(installation, tmp_path / "cases.md")["uncovered"] == [rule]
