"""What must hold of linking whatever people there are."""

import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from matching.link import cluster, link_people, read_linkage
from matching.run import sha256_file, write_table
from matching.settings import PROJECT
from tests.spec.people import Row, installation, number, numbered, standard

MODEL = read_linkage(installation().settings.schemas)
FEW = settings(max_examples=3, deadline=None, phases=[Phase.reuse, Phase.generate])
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


def one_way(pair: Row) -> bool:
    """Whose number stands in whose household is asked from the record only."""
    return bool(pair["identity"] == "household")


@FEW
@given(seeds)
def test_number_phone_and_address_levels_are_the_same_from_both_sides(seed: int) -> None:
    left, right = (
        standard([row | {"household_id": None} for row in draw_people(seed + side, 40, "rp"[side])]) for side in (0, 1)
    )
    both: list[dict[tuple[str, str], tuple[str, ...]]] = []
    for records, people, mine, other in ((left, right, "left_id", "right_id"), (right, left, "right_id", "left_id")):
        pairs = [pair for pair in link_people(records, people, MODEL).pairs.to_pylist() if not one_way(pair)]
        both.append({(pair[mine], pair[other]): tuple(pair[name] for name in ("identity", "phone", "address")) for pair in pairs})
    shared = both[0].keys() & both[1].keys()
    assert shared
    assert {pair: both[0][pair] for pair in shared} == {pair: both[1][pair] for pair in shared}


@FEW
@given(seeds)
def test_linking_twice_and_linking_one_by_one_decide_the_same(seed: int) -> None:
    people = standard(draw_people(seed + 1, 30, "p"))
    records = standard([row | {"phone": None} for row in draw_people(seed, 4, "r")])
    whole = link_people(records, people, MODEL).decisions
    assert link_people(records, people, MODEL).decisions.equals(whole)
    alone = [link_people(records.slice(place, 1), people, MODEL).decisions for place in range(records.num_rows)]
    assert pa.concat_tables(alone).equals(whole), "what is decided of a record does not hang on the others"


def test_python_without_asserts_decides_the_same(tmp_path: Path) -> None:
    decided = link_people(standard(draw_people(7, 60, "r")), standard(draw_people(8, 60, "p")), MODEL).decisions
    script = (
        "import sys\nfrom tests.property.test_link import MODEL, draw_people\nfrom tests.spec.people import standard\n"
        "from matching.link import link_people\nfrom matching.run import write_table\nfrom pathlib import Path\n"
        "if __debug__: sys.exit('asserts are on')\n"
        "linked = link_people(standard(draw_people(7, 60, 'r')), standard(draw_people(8, 60, 'p')), MODEL)\n"
        "write_table(linked.decisions, Path(sys.argv[1]))\n"
    )
    subprocess.run([sys.executable, "-O", "-c", script, str(tmp_path / "o.parquet")], check=True, cwd=PROJECT, timeout=120)
    write_table(decided, tmp_path / "here.parquet")
    assert (tmp_path / "o.parquet").read_bytes() == (tmp_path / "here.parquet").read_bytes()
    assert len({row["decision"] for row in decided.to_pylist()}) == 3


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
            assert pair["identity"] != "different"
            assert pair["identity"] != "household" or row["rule"] == "HOUSEHOLD_ID_NAME"
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


VILLAGES = ["城东街道大街社区3号", "城东街道青龙山社区8号", "城东街道西寨社区", "城东街道", None]
"""One township, for people of whom no house is known to be the same."""


@FEW
@given(seeds)
def test_nobody_who_would_be_reviewed_is_left_out_for_a_common_name_in_another_village(seed: int) -> None:
    rng = Random(seed)
    left, right = (
        standard([row | {"address": rng.choice(VILLAGES)} for row in draw_people(seed + place, 150, prefix)])
        for place, prefix in enumerate("rp")
    )
    (narrow,) = (rule for rule in MODEL.blocking if rule.name == "NAME_UNIT")
    wide = narrow.model_copy(update={"only": "l.own_number IS NULL OR r.own_number IS NULL"})
    all_of_a_name = MODEL.model_copy(update={"blocking": tuple(wide if rule is narrow else rule for rule in MODEL.blocking)})
    few, many = (link_people(left, right, model) for model in (MODEL, all_of_a_name))
    assert few.pairs.num_rows < many.pairs.num_rows
    told = ["record_id", "decision", "person_id", "match_weight"]
    found = [[row for row in linked.decisions.select(told).to_pylist() if row["decision"] != "new"] for linked in (few, many)]
    assert found[0] == found[1] != []
