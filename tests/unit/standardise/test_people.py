"""RAW_PEOPLE → STANDARD as a whole."""

from matching.shapes import RAW_PEOPLE, STANDARD
from matching.standardise import standardise
from tests.spec.people import installation, number, raw, standard


def test_shape_order_and_raw_columns_stay() -> None:
    people = raw([{"record_id": name, "name": f" {name} ", "source_unit": "KFQ"} for name in ("丙", "甲", "乙")])
    result = standardise(people, installation())
    assert result.schema == STANDARD
    assert result.select(RAW_PEOPLE.names).equals(people)
    assert result["name_clean"].to_pylist() == ["丙", "甲", "乙"]
    assert set(result["unit"].to_pylist()) == {None}, "the sending unit says nothing about a residence"


def test_no_people() -> None:
    assert standard([]).schema == STANDARD


def test_number_before_columns_and_both_kept() -> None:
    (row,) = standard(
        [{"record_id": "a", "name": "王伟", "id_number": number("19680305", 123), "birth_date": "2015.1.2", "sex": "女"}]
    ).to_pylist()
    assert (row["birth"], row["birth_from"], row["birth_stated"]) == ("1968-03-05", "id", "2015-01-02")
    assert (row["sex_clean"], row["sex_stated"]) == ("男", "女")


def test_columns_where_the_number_is_not_valid() -> None:
    (row,) = standard(
        [{"record_id": "a", "name": "王伟", "id_number": "370399********1234", "birth_date": "19680305", "sex": "女"}]
    ).to_pylist()
    assert (row["birth"], row["birth_from"], row["sex_clean"], row["id_status"]) == ("1968-03-05", "column", "女", "masked")


def test_nothing_said() -> None:
    (row,) = standard([{"record_id": "a"}]).to_pylist()
    said = {name: value for name, value in row.items() if value is not None}
    assert said == {"record_id": "a", "feed": "test", "id_status": "missing", "area": "unknown", "register_area": "unknown"}


def test_order_of_sources_for_the_residence() -> None:
    def place(**columns: str) -> tuple[str | None, str | None, str]:
        (row,) = standard([{"record_id": "a", "name": "王伟"} | columns]).to_pylist()
        return row["unit"], row["unit_from"], row["area"]

    assert place(township="源泉", address="城东街道") == ("370304111", "township", "inside")
    assert place(township="博山区", address="城东街道") == ("370304001", "address", "inside")
    assert place(township="张店区", address="城东街道") == (None, None, "outside")
    assert place(address="博山区", village="北博山村") == ("370304113", "village", "inside")
    assert place(address="淄川区某村", village="北博山村") == (None, None, "outside")
    assert place(register_address="博山区城东街道") == (None, None, "unknown")


def test_a_title_tells_the_sex_where_the_column_does_not() -> None:
    rows = standard(
        [
            {"record_id": "a", "name": "王女士"},
            {"record_id": "b", "name": "王先生", "sex": "女"},
            {"record_id": "c", "name": "王师傅"},
        ]
    )
    assert rows["sex_stated"].to_pylist() == ["女", "女", None]


def test_register_has_columns_of_its_own() -> None:
    (row,) = standard(
        [{"record_id": "a", "name": "王伟", "address": "张店区柳泉路", "register_address": "博山区城东街道"}]
    ).to_pylist()
    assert (row["area"], row["register_unit"], row["register_area"]) == ("outside", "370304001", "inside")


def test_guardian_number_is_cleaned_too() -> None:
    (row,) = standard([{"record_id": "a", "name": "王伟", "guardian_id": number("19680305", 123).lower() + " "}]).to_pylist()
    assert row["guardian_id_clean"] == number("19680305", 123)
