"""What must hold of linking whatever people there are."""

from datetime import date, timedelta
from random import Random
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.link import cluster, link_people, read_linkage
from matching.run import sha256_file, write_table
from tests.spec.people import Row, installation, number, numbered, standard

MODEL = read_linkage(installation().settings.schemas)
FEW = settings(max_examples=6, deadline=None)
NAMES = [
    "王伟",
    "王玮",
    "王伟国",
    "王国伟",
    "張偉",
    "张伟",
    "张*",
    "张某某",
    "张女士",
    "陈静",
    "陈晶",
    "陳靜",
    "陈?",
    "欧阳娜",
    "欧阳娜娜",
    "萧建",
    "肖建",
    "单雄",
    "善雄",
    "李宣",
    "李宜",
    "李zhe",
    "李喆",
    "李",
    "不详",
]
COMPATIBLE = {level.level for level in MODEL.comparison("name").levels} - {
    "missing",
    "surname",
    "different",
}


def draw_people(seed: int, size: int, prefix: str) -> list[Row]:
    """People of few names, days, phones and houses, so that many meet."""
    rng = Random(seed)
    rows: list[Row] = []
    for _ in range(size):
        birth = date(1968, 3, 1) + timedelta(days=rng.randrange(4))
        whole = number(f"{birth:%Y%m%d}", 120 + rng.randrange(6))
        digit = str((int(whole[12]) + 1) % 10)
        rows.append(
            {
                "name": rng.choice([*NAMES, None]),
                "id_number": rng.choice(
                    [
                        whole,
                        whole,
                        whole,
                        None,
                        None,
                        whole[:6] + "********" + whole[14:],
                        whole[:15] + "000",
                        whole[:12] + digit + whole[13:],
                    ]
                ),
                "birth_date": rng.choice([str(birth), None, "2015-03-03"]),
                "sex": rng.choice(["男", "女", None]),
                "phone": rng.choice(["13964317720", "13964317721", "13964317730", None]),
                "address": rng.choice(["城东街道大街社区3号", "城东街道大街社区4号", "博山镇郭东村3号", None]),
                "household_id": rng.choice(["户1", "户2", None]),
                "guardian_name": rng.choice(["王伟", None, None]),
                "guardian_id": rng.choice([whole, None, None]),
            }
        )
    return numbered(rows, prefix)


seeds = st.integers(0, 2**32)


@FEW
@given(seeds)
def test_order_and_threads_change_no_byte(tmp_path_factory: Any, seed: int) -> None:
    folder = tmp_path_factory.mktemp("bytes")
    left, right = standard(draw_people(seed, 60, "r")), standard(draw_people(seed + 1, 60, "p"))
    rng, hashes = Random(seed), set()
    for threads in (1, 2):
        shuffled = [side.take(pa.array(rng.sample(range(60), 60))) for side in (left, right)]
        linked = link_people(*shuffled, MODEL, threads=threads)
        write_table(linked.decisions, folder / "d.parquet")
        write_table(linked.pairs, folder / "p.parquet")
        write_table(cluster(shuffled[0], MODEL, threads=threads), folder / "c.parquet")
        hashes.add(tuple(sha256_file(folder / f"{name}.parquet") for name in "dpc"))
    assert len(hashes) == 1
    assert pq.read_table(folder / "p.parquet").num_rows > 0


@FEW
@given(seeds)
def test_an_unrelated_person_changes_no_decision(seed: int) -> None:
    left, people = standard(draw_people(seed, 40, "r")), draw_people(seed + 1, 40, "p")
    stranger = {
        "record_id": "z",
        "name": "慕容复",
        "id_number": number("19010101", 990),
        "phone": "18812345670",
        "address": "池上镇板山村77号",
    }
    before = link_people(left, standard(people), MODEL).decisions
    assert link_people(left, standard([*people, stranger]), MODEL).decisions.equals(before)


@FEW
@given(seeds)
def test_name_levels_are_the_same_from_both_sides(seed: int) -> None:
    left, right = standard(draw_people(seed, 40, "r")), standard(draw_people(seed + 1, 40, "p"))
    there = {(row["left_id"], row["right_id"]): row["name"] for row in link_people(left, right, MODEL).pairs.to_pylist()}
    back = {(row["right_id"], row["left_id"]): row["name"] for row in link_people(right, left, MODEL).pairs.to_pylist()}
    both = there.keys() & back.keys()
    assert both
    assert {pair: there[pair] for pair in both} == {pair: back[pair] for pair in both}


@FEW
@given(seeds)
def test_the_laws_hold(seed: int) -> None:
    records, people = standard(draw_people(seed, 60, "r")), standard(draw_people(seed + 1, 60, "p"))
    linked = link_people(records, people, MODEL)
    pairs = {(row["left_id"], row["right_id"]): row for row in linked.pairs.to_pylist()}
    decisions = linked.decisions.to_pylist()
    left = {row["record_id"]: row for row in records.to_pylist()}
    right = {row["record_id"]: row for row in people.to_pylist()}
    assert [row["record_id"] for row in decisions] == sorted(left)
    for row in decisions:
        assert row["decision"] in ("match", "review", "new")
        assert (row["person_id"] is None) == (row["decision"] == "new" or row["rule"] == "TIE")
        assert row["explanation"]
        if row["decision"] == "match":
            pair = pairs[row["record_id"], row["person_id"]]
            assert pair["name"] in COMPATIBLE
            assert pair["identity"] not in ("different", "household")
            same = left[row["record_id"]]["id_clean"] == right[row["person_id"]]["id_clean"]
            valid = left[row["record_id"]]["id_status"] == right[row["person_id"]]["id_status"] == "valid"
            assert (row["rule"] == "EXACT_ID") <= (same and valid)


@FEW
@given(seeds)
def test_clusters_hold_no_two_numbers(seed: int) -> None:
    batch = standard(draw_people(seed, 60, "r"))
    groups: dict[str, set[str]] = {}
    own = {
        row["record_id"]: row["id_clean"]
        for row in batch.to_pylist()
        if row["id_status"] == "valid" and row["birth_stated"] != "2015-03-03" and row["guardian_id_clean"] != row["id_clean"]
    }
    for row in cluster(batch, MODEL).to_pylist():
        assert row["cluster_id"] <= row["record_id"]
        groups.setdefault(row["cluster_id"], set()).update({own[row["record_id"]]} if row["record_id"] in own else set())
    assert max(len(numbers) for numbers in groups.values()) <= 1
