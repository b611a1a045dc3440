"""The truth table points at the right cells of the right files, and says what was done to them."""

import csv
from collections import Counter, defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from matching.synthetic.numbers import HOME_COUNTY, OTHER_COUNTY, is_valid
from matching.synthetic.rates import FAMILIES, KINDS, NOTED, REJECTED

Read = Callable[[Path, str], list[list[Any]]]


def table(out: Path, name: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = pq.read_table(out / "truth" / f"{name}.parquet").to_pylist()
    return rows


@pytest.fixture(scope="module")
def people(district: Any) -> dict[str, dict[str, Any]]:
    return {person["person_id"]: person for person in table(district.out, "people")}


@pytest.fixture(scope="module")
def rows(district: Any) -> list[dict[str, Any]]:
    return table(district.out, "rows")


def headings(contract: Any, sheet: list[list[Any]]) -> dict[str, int]:
    """Column of the contract → place in the sheet, found by the headings the contract knows."""
    known = {name: column.name for column in contract.columns for name in (column.header, *column.aliases)}
    heading = max(sheet[:4], key=lambda row: sum(str(cell) in known for cell in row))
    return {known[cell]: place for place, cell in enumerate(heading) if cell in known}


def test_untouched_cells_are_the_persons_own(district: Any, people: dict[str, Any], rows: list[Any], read: Read) -> None:
    formats = {drop["path"]: drop["format"] for drop in csv.DictReader((district.out / "drops.csv").open(encoding="utf-8"))}
    compared: Counter[tuple[str, str]] = Counter()
    for row in rows:
        if row["person_id"] is None:
            continue
        person, contract = people[row["person_id"]], district.installation.feeds[row["feed"]]
        sheet = read(district.out / "drops" / row["path"], formats[row["path"]])
        places, cells = headings(contract, sheet), sheet[row["row"] - 1]
        for field, key in (("name", "name"), ("id_number", "id")):
            column = contract.person.used().get(field)
            if column not in places or any(error.startswith(f"{key}_") for error in row["errors"]):
                continue
            assert str(cells[places[column]])[: len(person[field])] == person[field]
            compared[formats[row["path"]], field] += 1
    assert len({file_format for file_format, _ in compared}) == 7
    assert compared.total() > 2500


def test_positions_count_the_records_of_each_file(rows: list[Any]) -> None:
    by_path: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for row in rows:
        by_path[row["path"]].append((row["position"], row["row"]))
    for pairs in by_path.values():
        assert [position for position, _ in sorted(pairs)] == list(range(1, len(pairs) + 1))
        assert len({row - position for position, row in pairs}) == 1


def test_valid_numbers_are_valid_unique_and_nobodys(people: dict[str, Any]) -> None:
    numbers = [person["id_number"] for person in people.values()]
    assert len(set(numbers)) == len(numbers)
    assert all(is_valid(number) for number in numbers)
    counties = Counter(number[:6] for number in numbers)
    assert set(counties) == {HOME_COUNTY, OTHER_COUNTY}
    assert counties[OTHER_COUNTY] < 0.03 * len(numbers)
    assert all(person["id_number"][6:14] == person["birth"].replace("-", "") for person in people.values())
    assert all((int(person["id_number"][16]) % 2 == 1) == (person["sex"] == "男") for person in people.values())


def test_stays_are_reported_by_both_departments(rows: list[Any]) -> None:
    feeds: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        if row["event"].startswith("stay-"):
            feeds[row["event"]].add(row["feed"])
    both = sum(len(found) == 2 for found in feeds.values())
    assert len(feeds) * 0.6 < both < len(feeds)


def test_all_kinds_of_errors_occur(district: Any, rows: list[Any]) -> None:
    found = {error for row in rows for error in row["errors"]} | {
        error for row in table(district.out, "rolls") for error in row["errors"]
    }
    assert found == {*KINDS, *NOTED}
    assert {kind for family in FAMILIES for kind in family} == set(KINDS)


def test_rows_that_must_be_rejected_are_few_and_flagged(rows: list[Any]) -> None:
    assert all(row["must_reject"] == bool(REJECTED & set(row["errors"])) for row in rows)
    assert 0 < sum(row["must_reject"] for row in rows) < 0.06 * len(rows)


def test_people_are_on_rolls_off_rolls_outside_and_in_several_feeds(rows: list[Any]) -> None:
    shares = [sum(bool(row[key]) for row in rows) / len(rows) for key in ("on_roll", "outside")]
    assert 0.12 < shares[0] < 0.45
    assert 0.01 < shares[1] < 0.10
    assert all((row["person_id"] is None) == row["outside"] == (row["unit"] is None) for row in rows)
    feeds: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        if row["person_id"]:
            feeds[row["person_id"]].add(row["feed"])
    assert sum(len(found) >= 3 for found in feeds.values()) > 20


def test_newly_enrolled_people_count_as_covered_from_then_on(district: Any, rows: list[Any]) -> None:
    learnt: dict[str, str] = {}
    for row in rows:
        if row["feed"] == "civil_affairs_new":
            assert row["on_roll"]
            learnt.setdefault(row["person_id"], row["arrives_on"])
    base = {row["person_id"] for row in table(district.out, "rolls")}
    assert not base & set(learnt)
    others = [row for row in rows if row["person_id"] in learnt and row["feed"] != "civil_affairs_new"]
    assert {row["on_roll"] for row in others} == {True, False}
    assert all(row["on_roll"] == (row["arrives_on"] >= learnt[row["person_id"]]) for row in others)


def test_amounts_lie_at_and_just_below_the_line(district: Any, rows: list[Any], read: Read) -> None:
    formats = {drop["path"]: drop["format"] for drop in csv.DictReader((district.out / "drops.csv").open(encoding="utf-8"))}
    at_line = 0
    for row in rows:
        if row["feed"] not in ("health_inpatient", "medins_inpatient") or "amount_malformed" in row["errors"]:
            continue
        contract = district.installation.feeds[row["feed"]]
        sheet = read(district.out / "drops" / row["path"], formats[row["path"]])
        places = headings(contract, sheet)
        cells = sheet[row["row"] - 1]
        burden = float(str(cells[places["burden"]]).replace(",", "").removesuffix("元"))
        assert (burden < 20000) == ("below_threshold" in row["errors"])
        at_line += burden == 20000
        amounts = [
            float(str(cells[places[name]] or 0).replace(",", "").removesuffix("元")) for name in ("self_paid", "own_expense")
        ]
        assert abs(sum(amounts) - burden) > 0.005
    assert at_line > 0


def test_the_base_roll_has_every_heading_and_the_account_nobody_asked_for(
    district: Any, people: dict[str, Any], read: Read
) -> None:
    facts = table(district.out, "rolls")
    sheet = read(district.out / facts[0]["path"], "xlsx")
    contract = district.installation.roll
    assert sheet[0][0].endswith(contract.title)
    assert {*(column.header for column in contract.columns), "一卡通账号"} == set(sheet[1])
    places = headings(contract, sheet)
    for fact in facts:
        person, cells = people[fact["person_id"]], sheet[fact["row"] - 1]
        if not any(error.startswith("name_") for error in fact["errors"]):
            assert cells[places["name"]] == person["name"]
    share = len({fact["person_id"] for fact in facts}) / len(people)
    assert 0.05 < share < 0.07
    spellings: dict[str, set[str]] = defaultdict(set)
    for fact in facts:
        spellings[fact["category"]].add(sheet[fact["row"] - 1][places["category"]])
    assert len(spellings["农村低保"]) > 2
