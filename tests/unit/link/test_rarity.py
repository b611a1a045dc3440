"""Rare names say more than usual ones."""

import pyarrow as pa

from matching.link.rarity import ANY, DECADES, GivenNames, Surnames, count_given, given_bits, surname_bits

TABLE = GivenNames(usual=10, other=1, shares={ANY: {"伟": 100.0, "建国": 40.0}, "1950": {"建国": 160.0}, "1980": {"伟": 160.0}})


def test_given_names_by_decade() -> None:
    bits = dict(zip(("伟", "建国", "昊焱"), given_bits(pa.array(["伟", "建国", "昊焱"]), TABLE).to_pylist(), strict=True))
    at = {ANY: 0} | {decade: place for place, decade in enumerate(DECADES, 1)}
    assert bits["伟"][at["1980"]] == -4.0
    assert bits["伟"][at[ANY]] < 0 < bits["伟"][at["1950"]]
    assert bits["建国"][at["1950"]] < bits["建国"][at[ANY]] < bits["建国"][at["1980"]]
    assert set(bits["昊焱"]) == {3.0}, "a name that is not listed is rare, within bounds"


def test_surnames() -> None:
    common, rare, unlisted = surname_bits(
        pa.array(["王", "昃", "逯"]), Surnames(other=5, shares={"王": 720, "昃": 20})
    ).to_pylist()
    assert common < 0 < rare
    assert unlisted == 3.0


def test_counting_given_names() -> None:
    people = [("伟", "1985")] * 6 + [("建国", "1952")] * 5 + [("磊", "1988")] * 4 + [("建国", None)] * 5
    table = count_given(people)
    assert table.shares == {ANY: {"建国": 5000.0, "伟": 3000.0}, "1950": {"建国": 10000.0}, "1980": {"伟": 6000.0}}
    assert table.other == 2500
    assert table.usual == round(10_000 * (0.5**2 + 0.3**2 + 0.2**2), 3)
    assert count_given(reversed(people)) == table
    assert count_given([]).shares == {ANY: {}}


def test_births_beyond_the_decades_belong_to_the_nearest() -> None:
    table = count_given([("福", "1911")] * 5 + [("诺", "2031")] * 5)
    assert set(table.shares) == {ANY, DECADES[0], DECADES[-1]}
