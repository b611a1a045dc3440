"""People of another country by another model: nothing in the engine knows Chinese names or identity numbers."""

from pathlib import Path

import pyarrow as pa
import pytest

from matching.link import cluster, link_people, read_model_file
from tests.spec.people import Row

MODEL = read_model_file(Path(__file__).parents[2] / "benchmarks" / "febrl.yml")
COLUMNS = [
    "record_id",
    "given_name",
    "surname",
    "street_number",
    "address_1",
    "address_2",
    "suburb",
    "postcode",
    "state",
    "date_of_birth",
    "soc_sec_id",
]
ANNA = {
    "given_name": "anna", "surname": "blake", "street_number": "8", "address_1": "stanley street", "suburb": "winston hills",
    "postcode": "4223", "state": "nsw", "date_of_birth": "19151111", "soc_sec_id": "5304218",
}  # fmt: skip
TOM = {"given_name": "tom", "surname": "reid", "postcode": "2119", "date_of_birth": "19560409", "soc_sec_id": "1804974"}


def table(*rows: Row) -> pa.Table:
    cells = [{"record_id": f"r{place}"} | row for place, row in enumerate(rows)]
    return pa.table({name: pa.array([row.get(name) for row in cells], pa.string()) for name in COLUMNS})


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"soc_sec_id": "5304219", "surname": "blaek"},
        {"given_name": "blake", "surname": "anna"},
        {"soc_sec_id": None, "date_of_birth": "19151112"},
        {"address_1": "stanlry street", "soc_sec_id": "9999999"},
    ],
)
def test_one_person_with_an_error(change: Row) -> None:
    (decision,) = link_people(table(ANNA | change), table(TOM, ANNA), MODEL).decisions.to_pylist()
    assert (decision["decision"], decision["person_id"], decision["rule"]) == ("match", "r1", "ENOUGH_BITS")


def test_another_person_of_the_house_is_no_match() -> None:
    brother = ANNA | {"given_name": "george", "date_of_birth": "19190203", "soc_sec_id": "7700112"}
    (decision,) = link_people(table(brother), table(ANNA), MODEL).decisions.to_pylist()
    assert decision["decision"] != "match"


def test_pairs_inside_one_table() -> None:
    clusters = cluster(table(ANNA, TOM, ANNA | {"surname": "blak"}, TOM | {"soc_sec_id": "1804975"}), MODEL)
    assert clusters["cluster_id"].to_pylist() == ["r0", "r1", "r0", "r1"]
