"""Whatever a source wrote: no cell that a spreadsheet could run, no slip that outgrows its page, every row on its list."""

import tempfile
from datetime import date
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from matching.cells import neutral
from matching.installation import open_installation
from matching.publish.outputs import ListColumn, ListLayout, read_outputs
from matching.publish.rows import numbered
from matching.publish.slips import slip_of
from matching.publish.wording import clean, number_text, typeset
from matching.publish.workbook import Book
from tests.unit.publish.conftest import check_page_is_full

INSTALLATION = open_installation()
LAYOUT = ListLayout(
    sheet="表", title="表", note="共{count}条", of="clue", frozen_columns=0,
    columns=(
        ListColumn(header="姓名", field="name", width=10),
        ListColumn(header="号", field="id_number", width=20, format="number"),
        ListColumn(header="级", field="level", width=5, format="level"),
    ),
)  # fmt: skip
wild = st.text(max_size=60) | st.from_regex(r"[=+\-@\t\r＝][A-Z(]{0,6}.{0,20}", fullmatch=True)
chinese = st.text(st.sampled_from("户籍救助困难,;:()。元12,000.00 A\n"), max_size=900)


@given(wild)
def test_no_text_starts_a_formula(text):
    written = neutral(clean(text))
    assert not written or written[0] not in "=+-@\t\r＝＋－＠"
    written = number_text(clean(text))
    assert not written or written[0] not in "=@\t\r＝＋－＠"


@given(chinese)
def test_setting_type_twice_changes_nothing_and_loses_nothing(text):
    once = typeset(text)
    assert typeset(once) == once
    assert once.translate(str.maketrans("，；：（）", ",;:()")) == clean(text)


@settings(max_examples=50)
@given(st.lists(chinese.filter(str.strip), min_size=1, max_size=8), chinese, chinese, chinese, st.integers(0, 5))
def test_no_slip_outgrows_its_page(reasons, hardship, address, basis, asked):
    keys = [department.key for department in INSTALLATION.district.departments if department.aid][:asked]
    clue = {"clue_id": "XS-0", "kind": "火灾", "name": hardship, "sex": None, "age": None, "id_number": None, "phone": address,
            "register_address": address, "address": address, "household": basis, "hardship": hardship, "benefits": basis, "basis": basis,
            "source": basis, "reasons": reasons, "aid": [], "departments": keys, "unit": "370304001", "level": "红"}  # fmt: skip
    numbered_slip = {"slip_no": "号", "recipient_kind": "unit", "recipient": "370304001", "role": "主办", "issued_on": "2026-05-11",
                     "due_on": "2026-05-18", "year": 2026, "number": 1}  # fmt: skip
    slip = slip_of(numbered_slip, clue, INSTALLATION.district)
    check_page_is_full(slip)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(wild, wild), max_size=8))
def test_every_row_is_on_its_list(people):
    rows = numbered({"name": clean(name), "id_number": clean(number), "level": "红"} for name, number in people)
    about = {
        "title": "表",
        "author": "中心",
        "run_id": "event-2026-05-11-01",
        "day": date(2026, 5, 11),
        "units": ["城东街道"],
    }
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "list.xlsx"
        with Book(path, **about) as book:
            book.add_list(LAYOUT, rows, {})
        sheet = load_workbook(path)["表"]
        assert sheet["A2"].value == f"共{len(people)}条"
        written = (
            [[cell.value or "" for cell in row] for row in sheet.iter_rows(min_row=4, max_row=3 + len(people))] if people else []
        )
        assert [row[0].lstrip("'") for row in written] == [row["name"].lstrip("'") for row in rows]
        assert all(cell.data_type in ("s", "n", "inlineStr") for row in sheet.iter_rows() for cell in row)


def test_every_list_of_the_project_can_be_read():
    assert len(read_outputs(INSTALLATION.settings.schemas)) == 22
