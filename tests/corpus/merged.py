"""Cells merged over several rows: of one person, of one household or case, and of people who share nothing but the cell."""

from tests.corpus.cases import Case, table
from tests.tables import as_book, as_ods, as_xls, number

FIRE = table("fire_loss")
STAYS = table("medins_annual", 3)
ROLL = table("roll", 3)
WOUNDED = table("traffic_accident", 3)


def _place(rows: list[list[str]], *titles: str) -> list[tuple[int, int, int, int]]:
    """Areas of the first three data rows below these titles."""
    return [(1, rows[0].index(title), 3, rows[0].index(title)) for title in titles]


def _one_patient() -> bytes:
    """Two stays of one patient, whose name and number are merged over them, and one of another."""
    rows = table("health_inpatient", 3, {(1, "name"): "", (1, "id_number"): ""})
    return as_book({"表": rows}, merged=[(1, rows[0].index(title), 2, rows[0].index(title)) for title in ("姓名", "身份证号")])


CASES = (
    Case(
        "numbers_merged_over_people",
        "One identity number merged over three people: nobody's, told row by row.",
        "fire_loss",
        lambda: as_book({"表": FIRE}, merged=_place(FIRE, "户主身份证号")),
        "accepted", (3, 3),
        told=[(None, "户主身份证号", "ID_MISSING", "warning"), *((n, "户主身份证号", "MERGED", "warning") for n in (2, 3, 4))],
        values={2: {"id_number": None}, 4: {"id_number": None}},
        cure="取消合并",
    ),
    Case(
        "losses_merged_over_people",
        "One loss merged over three families, of an old workbook.",
        "fire_loss",
        lambda: as_xls(FIRE, merged=_place(FIRE, "损失金额", "时间", "灾种")),
        "accepted", (3, 3),
        told=[(n, "损失金额", "MERGED", "warning") for n in (2, 3, 4)],
        values={3: {"loss": None, "occurred_on": "2026-10-26"}},
        file="报送.xls",
    ),
    Case(
        "costs_merged_over_people",
        "The amount that decides, merged over people whose stays are of their own: set aside.",
        "medins_annual",
        lambda: as_ods(STAYS, merged=_place(STAYS, "年度累计个人负担合规费用")),
        "rejected", (3, 0),
        told=[(n, "年度累计个人负担合规费用", "MERGED", "row") for n in (2, 3, 4)],
        file="报送.ods",
    ),
    Case(
        "one_person_in_two_rows",
        "Name and number of one patient merged over two stays are that patient's.",
        "health_inpatient",
        _one_patient,
        "accepted", (3, 3),
        values={3: {"name": "张三一", "id_number": number(0)}},
    ),
    Case(
        "case_merged_over_people",
        "The number, day and place of one accident merged over the people hurt in it; one telephone for all is told.",
        "traffic_accident",
        lambda: as_book({"表": WOUNDED}, merged=_place(WOUNDED, "事故编号", "时间", "地点", "住址", "电话")),
        "accepted", (3, 3),
        told=[(n, "电话", "MERGED_PHONE", "warning") for n in (2, 3, 4)],
        values={4: {"accident_no": "事故编号内容甲乙丙0", "phone": "13800000000"}},
    ),
    Case(
        "household_merged_over_its_members",
        "A household's key, amount, address and township merged over its members.",
        "roll",
        lambda: as_book({"表": ROLL}, merged=_place(ROLL, "户主身份证号", "户月保障金额", "街道/镇", "家庭地址", "社区/村")),
        "accepted", (3, 3),
        values={4: {"householder_id": number(0), "monthly_amount": "20500"}},
    ),
    Case(
        "name_merged_over_people",
        "One name merged over rows of three numbers: whose it is, nobody knows.",
        "roll",
        lambda: as_book({"表": ROLL}, merged=_place(ROLL, "姓名", "出生日期")),
        "rejected", (3, 0),
        told=[*((n, "姓名", "MERGED", "row") for n in (2, 3, 4)), *((n, "出生日期", "MERGED", "warning") for n in (2, 3, 4))],
    ),
)  # fmt: skip
