"""Identity numbers and what hangs on them: damage, checksums, masks, ages, sexes, repetitions."""

from stdnum.cn.ric import calc_check_digit

from tests.corpus.cases import Case, column, csv, table, xlsx
from tests.tables import as_xls, number

ID, ROLL_ID = "身份证号", "身份证号"
WITH_X = next(f"37039919600110{n}X" for n in range(101, 900, 2) if calc_check_digit(f"37039919600110{n}?") == "X")
GOOD = number(5)
WRONG = GOOD[:-1] + ("1" if GOOD[-1] != "1" else "2")
FULL_WIDTH = str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")


def _born(day: str) -> str:
    return number(1, day)


def _ids(*cells: object, code: str = "health_inpatient") -> list[list[object]]:
    return column(code, "id_number", cells)


CASES = (
    Case("numbers_as_people_write_them", "Blanks, apostrophes, full width, lower-case x, dashes, a formula that keeps the text.", "health_inpatient",
         xlsx(_ids(GOOD, f"'{number(6)}", f" {number(7)} ", f"{number(8)[:6]} {number(8)[6:14]} {number(8)[14:]}", WITH_X.lower(),
                   number(9).translate(FULL_WIDTH), f'="{number(10)}"', f"\u00a0{number(11)}\u3000", f"{number(12)}\n", f"‘{number(13)}",
                   f"\u200b{number(14)}\ufeff", f"{number(15)[:6]}-{number(15)[6:14]}-{number(15)[14:]}")),
         "accepted", (12, 12),
         values={2: {"id_number": GOOD}, 3: {"id_number": number(6)}, 5: {"id_number": number(8)}, 6: {"id_number": WITH_X},
                 7: {"id_number": number(9)}, 8: {"id_number": number(10)}, 9: {"id_number": number(11)}, 12: {"id_number": number(14)}}),
    Case("numbers_in_scientific_notation", "3.70E+17 and its kin: the row comes back with the cure.", "health_inpatient",
         csv(_ids(GOOD, "3.70399E+17", "3.70399196001100E+17", "3.7E+17", "３．７０３９９Ｅ＋１７", "3.70399e17")), "partly", (6, 1),
         told=[(n, ID, "ID_DAMAGED", "row") for n in range(3, 8)], cure="请将身份证号列设为文本格式后重新报送"),
    Case("numbers_as_cells", "Numbers typed into cells of numbers lose their last digits, in both formats.", "health_inpatient",
         xlsx(_ids(GOOD, 370399196001100011, 370399196001100031.0)), "partly", (3, 1),
         told=[(n, ID, "ID_DAMAGED", "row") for n in (3, 4)], cure="请将身份证号列设为文本格式后重新报送"),
    Case("numbers_as_cells_xls", "The same in the old format.", "health_inpatient", lambda: as_xls(_ids(GOOD, 3.70399196001100011e17)), "partly", (2, 1),
         told=[(3, ID, "ID_DAMAGED", "row")], cure="请将身份证号列设为文本格式后重新报送"),
    Case("numbers_ending_in_000", "Fifteen digits and 000.", "health_inpatient", csv(_ids(GOOD, "370399196001100000", "370399199001010000")),
         "partly", (3, 1), told=[(n, ID, "ID_DAMAGED", "row") for n in (3, 4)], cure="请将身份证号列设为文本格式后重新报送"),
    Case("all_numbers_cut", "Excel cut the whole column: nothing is accepted, nothing guessed.", "medins_inpatient",
         xlsx(_ids(*[f"{number(n)[:15]}000" for n in range(3)], code="medins_inpatient")), "rejected", (3, 0),
         told=[(n, ID, "ID_DAMAGED", "row") for n in (2, 3, 4)]),
    Case("householders_number_cut", "A cut number of the householder sets the row of a roll aside, too.", "civil_affairs_new",
         xlsx(table("civil_affairs_new", 2, {(0, "householder_id"): "3.70399E+17"})), "partly", (2, 1),
         told=[(2, "户主身份证号", "ID_DAMAGED", "row")]),
    Case("numbers_of_fifteen_digits", "Old numbers of fifteen digits are kept.", "health_inpatient", csv(_ids("370399600110001", " 370399 600110 002 ")),
         "accepted", (2, 2), values={2: {"id_number": "370399600110001"}, 3: {"id_number": "370399600110002"}}),
    Case("numbers_masked", "Masked numbers are kept as far as they go, and counted.", "health_inpatient",
         csv(_ids("370399********0011", "370399＊＊＊＊＊＊＊＊0031", "370399xxxxxxxx005X", "3703991960****0071", GOOD, number(6), number(7), number(8))),
         "accepted", (8, 8), told=[(None, ID, "ID_MASKED", "warning")],
         values={2: {"id_number": "370399********0011"}, 3: {"id_number": "370399********0031"}, 4: {"id_number": "370399********005X"}}),
    Case("numbers_missing", "Blank, strokes and 不详 are counted, not listed; the rows count.", "health_inpatient",
         csv(_ids("", "/", "不详", "无", GOOD, number(6), number(7), number(8))), "accepted", (8, 8), told=[(None, ID, "ID_MISSING", "warning")],
         values={2: {"id_number": None}, 4: {"id_number": None}}),
    Case("few_numbers", "Most rows have none.", "health_inpatient", csv(_ids("", "", GOOD)), "accepted", (3, 3),
         told=[(None, ID, "ID_MISSING", "warning"), (None, ID, "FEW_ID_NUMBERS", "warning")]),
    Case("numbers_with_a_wrong_digit", "The check digit says so; the row counts, the number is told.", "health_inpatient", csv(_ids(WRONG, GOOD)),
         "accepted", (2, 2), told=[(2, ID, "ID_CHECKSUM", "warning")]),
    Case("numbers_that_are_none", "Too short, too long, two in a cell, a passport, a phone, a remark, a footnote.", "health_inpatient",
         csv(_ids("37039919600110", GOOD + "1", f"{GOOD}/{number(6)}", "E12345678", "13800000001", f"{number(7)}(户主)", f"{GOOD[:17]}①",
                  "370399196013450011", number(8))),
         "accepted", (9, 9), told=[*((n, ID, "ID_MALFORMED", "warning") for n in range(2, 9)), (9, ID, "ID_CHECKSUM", "warning")]),
    Case("number_of_a_day_that_is_none", "A right check digit over 30 February.", "health_inpatient",
         csv(_ids("37039919600230001" + calc_check_digit("37039919600230001?"))), "accepted", (1, 1), told=[(2, ID, "ID_MALFORMED", "warning")]),
    Case("number_of_someone_unborn", "A valid number born next year, and one 126 years old.", "health_inpatient",
         csv(_ids(_born("20270505"), _born("19000505"), GOOD)), "accepted", (3, 3),
         told=[(2, ID, "ID_AGE_ODD", "warning"), (3, ID, "ID_AGE_ODD", "warning")]),
    Case("age_against_number", "The age differs from the number by more than two years, of 18 digits and of 15.", "disability_new",
         xlsx(table("disability_new", 3, {(0, "age"): "30", (1, "age"): "65岁", (2, "age"): "40", (2, "disability_card"): "370399600110001"})),
         "accepted", (3, 3), told=[(2, "年龄", "AGE_DIFFERS_FROM_ID", "warning"), (4, "年龄", "AGE_DIFFERS_FROM_ID", "warning")]),
    Case("sex_against_number", "女, and the number says 男.", "disability_new", xlsx(column("disability_new", "sex", ["女", "男", "女性", "未知"])),
         "accepted", (4, 4), told=[(2, "性别", "SEX_DIFFERS_FROM_ID", "warning"), (4, "性别", "SEX_DIFFERS_FROM_ID", "warning")],
         values={5: {"sex": None}}),
    Case("birth_against_number", "The roll's date of birth against the number.", "roll", xlsx(column("roll", "birth_date", ["1960-01-11", "1960.1.10"])),
         "accepted", (2, 2), told=[(2, "出生日期", "BIRTH_DIFFERS_FROM_ID", "warning")]),
    Case("card_against_columns", "The disability card says 肢体 三级 itself.", "disability_new",
         xlsx(column("disability_new", "disability_card", [f"{number(0)}43", f"{number(1)}11B1", number(2)])), "accepted", (3, 3),
         told=[(2, "残疾类别", "KIND_DIFFERS_FROM_CARD", "warning"), (2, "残疾等级", "LEVEL_DIFFERS_FROM_CARD", "warning")]),
    Case("cards_cut", "A card of twenty digits that Excel cut.", "disability_new",
         xlsx(column("disability_new", "disability_card", ["3.70399E+19", 37039919600110001143, f"{number(1)[:15]}00000", f"{number(2)}11"])),
         "partly", (4, 1), told=[(n, "证件号码/残疾证号", "ID_DAMAGED", "row") for n in (2, 3, 4)]),
    Case("grade_against_number", "A pupil of nineteen in 小学三年级; fourteen in 初二 is right.", "education_aid",
         xlsx(table("education_aid", 3, {(0, "grade"): "小学三年级2班", (0, "id_number"): _born("20070505"), (1, "grade"): "初二",
                                         (2, "grade"): "三年级"})),
         "accepted", (3, 3), told=[(2, "年级", "GRADE_DIFFERS_FROM_AGE", "warning"), (4, "年级", "GRADE_DIFFERS_FROM_AGE", "warning")]),
    Case("guardian_on_the_child", "The pupil's number is the guardian's.", "education_aid",
         xlsx(table("education_aid", 2, {(0, "id_number"): number(0, "19800110"), (0, "guardian_id"): number(0, "19800110")})), "accepted", (2, 2),
         told=[(2, "学生身份证号", "GUARDIAN_ID_ON_CHILD", "warning"), (2, "学生身份证号", "PUPIL_AGE", "warning")]),
    Case("repeated_rows", "The same row three times: the first counts, nothing needs to be done.", "citizen_complaint",
         csv([*table("citizen_complaint", 2), table("citizen_complaint", 2)[1], table("citizen_complaint", 2)[1]]), "accepted", (4, 2),
         told=[(4, None, "DUPLICATE_ROW", "row"), (5, None, "DUPLICATE_ROW", "row")]),
    Case("repeated_by_key", "Two rows of one fire: same day, householder, house, but another loss: the later goes back.", "fire_loss",
         xlsx(table("fire_loss", 2, {(1, "occurred_on"): "2026年10月26日", (1, "id_number"): "", (1, "address"): "城东街道双山路0号", (1, "name"): "张三一"})), "partly", (2, 1),
         told=[(None, "户主身份证号", "ID_MISSING", "warning"), (3, None, "CONFLICTING_ROW", "row")]),
    Case("one_name_with_two_numbers", "Two rows of one day, name and house with a valid number each: two people, the later does not go back.", "fire_loss",
         xlsx(table("fire_loss", 2, {(1, "occurred_on"): "2026-10-26", (1, "address"): "城东街道双山路0号", (1, "name"): "张三一"})), "accepted", (2, 2)),
    Case("repeated_after_a_faulty_one", "The first of three rows about one fire is faulty: the second counts, it does not wait; the third contradicts it.", "fire_loss",
         xlsx(table("fire_loss", 3, {(0, "loss"): "约2万", **{(n, key): cell for n in (1, 2) for key, cell in
                    (("occurred_on", "2026-10-26"), ("id_number", ""), ("address", "城东街道双山路0号"), ("name", "张三一"))}})), "partly", (3, 1),
         told=[(None, "户主身份证号", "ID_MISSING", "warning"), (2, "损失金额", "MONEY_UNREADABLE", "row"), (4, None, "CONFLICTING_ROW", "row")], values={3: {"loss": "20501"}}),
    Case("two_people_of_one_name", "Same name, no numbers, the rest differs: two people.", "health_inpatient",
         xlsx(table("health_inpatient", 3, {(n, key): cell for n in (0, 1) for key, cell in (("name", "王芳"), ("id_number", ""))})),
         "accepted", (3, 3), told=[(None, ID, "ID_MISSING", "warning"), (None, ID, "FEW_ID_NUMBERS", "warning")]),
    Case("card_twice", "One card on two rows.", "disability_new", xlsx(column("disability_new", "disability_card", [f"{number(0)}11"] * 2)),
         "accepted", (2, 2), told=[(n, "证件号码/残疾证号", "CARD_TWICE", "warning") for n in (2, 3)]),
    Case("stay_twice", "One stay number on two rows.", "health_inpatient", xlsx(column("health_inpatient", "stay_no", ["Z1", "Z1", "Z2"])),
         "accepted", (3, 3), told=[(n, "住院号", "STAY_NO_TWICE", "warning") for n in (2, 3)]),
)  # fmt: skip
