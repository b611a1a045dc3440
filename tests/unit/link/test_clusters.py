"""Records of one batch that are one person."""

from matching.link import cluster, read_linkage
from matching.shapes import CLUSTERS
from tests.spec.people import Row, installation, number, numbered, standard

MODEL = read_linkage(installation().settings.schemas)
FIRST, SECOND = number("19680305", 123), number("19680305", 125)
KNOWN = {"name": "王伟", "birth_date": "1968-03-05", "phone": "13964317720"}


def groups(*rows: Row) -> dict[str, tuple[str, str | None]]:
    table = cluster(standard(numbered(list(rows), "r")[::-1]), MODEL)
    assert table.schema == CLUSTERS
    return {row["record_id"]: (row["cluster_id"], row["rule"]) for row in table.to_pylist()}


def test_one_number_two_departments() -> None:
    found = groups(
        {"name": "王伟", "id_number": FIRST}, {"name": "王 玮", "id_number": FIRST.lower()}, {"name": "李静", "id_number": SECOND}
    )
    assert found == {"r000": ("r000", "EXACT_ID"), "r001": ("r000", "EXACT_ID"), "r002": ("r002", None)}


def test_a_guardian_number_joins_nobody() -> None:
    found = groups(
        {"name": "王伟", "id_number": FIRST}, {"name": "王小宝", "id_number": FIRST}, {"name": "王小", "id_number": FIRST}
    )
    assert {cluster_id for cluster_id, _ in found.values()} == {"r000", "r001", "r002"}


def test_name_birth_and_phone() -> None:
    found = groups(KNOWN, KNOWN | {"name": "王　伟"}, KNOWN | {"phone": "13964317721"}, KNOWN | {"birth_date": "1968-05-03"})
    assert found["r001"] == ("r000", "NAME_BIRTH_PHONE")
    assert found["r002"] == ("r002", None)
    assert found["r003"] == ("r003", None)


def test_one_admission_with_a_masked_name_from_two_departments() -> None:
    masked = {"name": "王*", "id_number": FIRST}
    found = groups(
        masked | {"phone": KNOWN["phone"]}, masked | {"phone": KNOWN["phone"]}, masked, {"name": "王小宝", "id_number": FIRST}
    )
    assert found["r001"] == ("r000", "ID_SURNAME")
    assert found["r002"] == ("r002", None), "a family's masked names with one number may be two of it"
    assert found["r003"] == ("r003", None)


def test_one_wrong_number_from_two_departments() -> None:
    wrong = {"name": "王伟", "id_number": FIRST[:-1] + ("1" if FIRST[-1] != "1" else "2")}
    village = {"address": "池上镇西池村5号"}
    found = groups(wrong | village, wrong | village, wrong, wrong | {"name": "王强"} | village)
    assert found["r001"] == ("r000", "ID_TEXT_NAME")
    assert (found["r002"], found["r003"]) == (("r002", None), ("r003", None))


def test_ties_reach_over_several_records() -> None:
    found = groups({"name": "王伟", "id_number": FIRST}, KNOWN | {"id_number": FIRST}, KNOWN)
    assert {cluster_id for cluster_id, _ in found.values()} == {"r000"}
    assert found["r002"][1] == "NAME_BIRTH_PHONE"
    assert found["r001"][1] == "EXACT_ID"


def test_two_numbers_of_their_own_never_meet() -> None:
    found = groups(KNOWN | {"id_number": FIRST}, KNOWN, KNOWN | {"id_number": SECOND})
    assert {record: cluster_id for record, (cluster_id, _) in found.items()} == {"r000": "r000", "r001": "r001", "r002": "r002"}


def test_nobody() -> None:
    assert groups() == {}
