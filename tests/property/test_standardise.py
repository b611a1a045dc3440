"""What must hold of every value that is standardised."""

from datetime import date

import duckdb
import pyarrow as pa
from hypothesis import example, given, settings
from hypothesis import strategies as st
from stdnum.cn import ric

from matching.ledger import statement
from matching.shapes import RAW_PEOPLE
from matching.standardise import standardise
from matching.standardise.distinct import Database
from matching.standardise.lookups import read_lookups
from matching.standardise.names import clean_names
from tests.spec.people import installation, number, raw

INSTALLATION = installation()
WORDS = read_lookups(INSTALLATION.settings.schemas).names
DATABASE = Database(duckdb.connect())
FEW = settings(max_examples=40, deadline=None)

written_names = st.lists(
    st.text(alphabet="王张欧阳伟蕭靜某先生女士·•.?*×xX□ 　()（）1a-\ue000", max_size=9), min_size=1, max_size=20
)
births = st.dates(min_value=date(1900, 1, 1), max_value=date(2024, 12, 31))
numbers = st.builds(lambda birth, sequence: number(f"{birth:%Y%m%d}", sequence), births, st.integers(0, 995))
spellings = st.sampled_from(
    [
        lambda text: text,
        lambda text: text.lower(),
        lambda text: f"'{text}",
        lambda text: f" {text[:6]} {text[6:14]} {text[14:]}\u3000",
        lambda text: text.translate({ord(sign): ord(sign) + 0xFEE0 for sign in "0123456789X"}),
        lambda text: text + "43",
    ]
)


def sql(rule: str, values: list[str]) -> dict[str, list[str | None]]:
    found = DATABASE.cells(statement(INSTALLATION.settings.sql, f"standardise/{rule}"))(pa.array(values, pa.string()))
    return {name: column.to_pylist() for name, column in found.items()}


@FEW
@given(written_names)
@example(["X(1?"])
def test_a_clean_name_is_clean(written: list[str]) -> None:
    once = clean_names(pa.array(written), WORDS)
    twice = clean_names(once["name_clean"], WORDS)
    assert twice["name_clean"].to_pylist() == once["name_clean"].to_pylist()
    assert twice["name_key"].to_pylist() == once["name_key"].to_pylist()


@FEW
@given(st.lists(st.tuples(numbers, spellings), min_size=1, max_size=20))
def test_a_number_is_one_however_it_is_spelled(cases: list[tuple[str, object]]) -> None:
    found = sql("clean_numbers", [spell(text) for text, spell in cases])  # type: ignore[operator]
    for (text, _), clean, status in zip(cases, found["id_clean"], found["id_status"], strict=True):
        if text[15:] == "000":
            assert status == "damaged", "what a spreadsheet may have cut is never taken for whole"
        else:
            assert (clean, status) == (text, "valid")


@FEW
@given(st.lists(st.text(alphabet="0123456789X", min_size=18, max_size=18), min_size=1, max_size=30))
def test_the_sum_in_sql_is_that_of_stdnum(texts: list[str]) -> None:
    found = sql("clean_numbers", texts)
    for text, status in zip(texts, found["id_status"], strict=True):
        if text[:17].isdigit() and text[15:] != "000":
            right = ric.calc_check_digit(text) == text[17]
            assert (status in ("valid", "malformed")) if right else status == "checksum"


@FEW
@given(st.lists(st.text(alphabet="0123456789Xx*'E+. -年月日/", max_size=22), min_size=1, max_size=20))
def test_clean_values_are_clean(texts: list[str]) -> None:
    for rule, column in (("clean_numbers", "id_clean"), ("clean_dates", "day"), ("clean_phones", "phone")):
        once = sql(rule, texts)[column]
        kept = [value for value in once if value is not None]
        assert sql(rule, kept)[column] == kept


@settings(max_examples=10, deadline=None)
@given(
    st.lists(
        st.fixed_dictionaries(
            {
                "name": st.none() | st.sampled_from(["王 伟", "张某某", "蕭静", "不详"]),
                "id_number": st.none() | numbers,
                "township": st.none() | st.sampled_from(["城东", "张店区", "夏家庄", "?"]),
                "address": st.none() | st.text(alphabet="山东省淄博市区城街道大社号1 \n", max_size=12),
                "phone": st.none() | st.sampled_from(["139 6431 7720", "无"]),
            }
        ),
        max_size=8,
    ),
    st.randoms(use_true_random=False),
)
def test_a_row_is_read_alike_alone_in_company_and_twice(rows: list[dict[str, str | None]], rng: object) -> None:
    people = raw([{"record_id": str(place)} | row for place, row in enumerate(rows)])
    whole = standardise(people, INSTALLATION)
    assert standardise(whole.select(RAW_PEOPLE.names), INSTALLATION).equals(whole)
    order = list(range(len(rows)))
    rng.shuffle(order)  # type: ignore[attr-defined]
    shuffled = standardise(people.take(pa.array(order, pa.int64())), INSTALLATION)
    assert shuffled.sort_by("record_id").equals(whole.sort_by("record_id"))
    if rows:
        assert standardise(people.slice(0, 1), INSTALLATION).equals(whole.slice(0, 1))
