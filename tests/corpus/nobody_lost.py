"""People whom a file nearly loses without a word: beside 无, in notes and signatures, on sheets that nobody reads."""

from collections.abc import Sequence
from typing import Any

from tests.corpus.bodies import NOT_ALONE
from tests.corpus.cases import Case, Told, beside, line, table, xlsx
from tests.tables import as_book

FIRE, PATROL = table("fire_loss"), table("township_patrol")
FORM = ["姓名：张三", "住址：池上村", "困难：住院", "无其他情况"]
LIST = [["王五", "住院"], ["李四", "失火"], ["赵六", "失火"]]
NO_ID: Told = (None, "户主身份证号", "ID_MISSING", "warning")
NOTED: Told = (None, None, "NOTE_LEFT_OUT", "warning")
BESIDE: Told = (None, None, "SHEET_WITHOUT_HEADING", "warning")


def fire(**cells: Any) -> list[Any]:
    """A row below FIRE that holds these cells only; the keys are its headings."""
    return [cells.get(title, "") for title in FIRE[0]]


def patrol(**cells: Any) -> list[Any]:
    return [cells.get(title, "") for title in PATROL[0]]


def _not_zero(name: str, about: str, sheets: dict[str, Sequence[Sequence[Any]]], hidden: tuple[str, ...] = ()) -> Case:
    make = lambda: as_book(sheets, hidden=hidden)  # noqa: E731
    return Case(name, about, "township_patrol", make, "rejected", told=NOT_ALONE, cure="只写“零报告”")


CASES = (
    _not_zero("form_that_ends_with_nothing_else", "A form in one column whose last line says 无其他情况.", {"表": [[cell] for cell in FORM]}),
    Case("text_that_ends_with_nothing_else", "The same as a text file.", "township_patrol", lambda: "\r\n".join(FORM).encode("gbk"),
         "rejected", told=NOT_ALONE, file="10月巡查.txt"),
    _not_zero("a_name_above_nothing_new", "张三, and below 本月无新增情况.", {"表": [["张三"], ["本月无新增情况"]]}),
    _not_zero("two_cells_above_nothing", "A title, a person in two cells, 无其他情况.",
              {"表": [["池上镇10月巡查情况"], ["张三", "住院困难"], ["无其他情况"]]}),
    _not_zero("nothing_and_a_person_on_a_second_sheet", "本月无新增, and a person in two cells on the second sheet.",
              {"一": [["本月无新增"]], "二": [["张三", "池上村住院"]]}),
    _not_zero("nothing_and_a_hidden_table", "无, and a hidden sheet with the whole table.", {"一": [["无"]], "二": PATROL}, ("二",)),
    _not_zero("nothing_and_a_note_on_somebody", "无, and a note on a family.", {"一": [["无"], ["备注：王五一户待核"]]}),
    Case("zero_below_a_title_of_the_sender", "A title of township, month and table, 无, and signatures.", "township_patrol",
         xlsx([["池上镇人民政府2026年10月巡查发现情况统计表"], ["本月无新增"], ["填表人：王会计", "", "审核人：", "李科长"], ["2026年11月3日"]]), "zero"),
    Case("zero_of_an_office", "The title names the office in full; whom to ask stands below.", "disability_new",
         xlsx([["博山区残疾人联合会2026年第44周新认定残疾人员报表"], ["本周无新认定残疾人员"], ["联系人：王五 13811112222"]]), "zero",
         period="2026-W44"),
    Case("who_lacks_a_livelihood", "无生活来源人员 in 困难情形 is somebody without a name, not nobody.", "township_patrol",
         xlsx([PATROL[0], patrol(困难情形="无生活来源人员")]), "rejected", (1, 0),
         told=[(None, "身份证号", "ID_MISSING", "warning"), (None, "身份证号", "FEW_ID_NUMBERS", "warning"),
               (2, "姓名", "REQUIRED_BLANK", "row"), (2, "发现日期", "REQUIRED_BLANK", "row"), (2, None, "NO_TRACE", "warning")]),
    Case("sum_without_the_word", "A line of a count and an amount without 合计, a lone amount, and zeros: the numbers are told.", "fire_loss",
         xlsx([*FIRE, fire(家庭人口="9", 损失金额="61503"), fire(损失金额="61,503.00"), fire(家庭人口="0", 损失金额="0.00"), fire(户主="合计", 损失金额="61503")]),
         "accepted", (3, 3), told=[(None, None, "SUM_LEFT_OUT", "warning")], cure="是合计的不必理会"),
    Case("sum_below_an_empty_table", "The agreed heading, no row, and an amount: no zero report.", "fire_loss",
         xlsx([FIRE[0], fire(家庭人口="9", 损失金额="61503")]), "rejected", told=[(None, None, "SUM_LEFT_OUT", "file")], cure="明细"),
    Case("note_below_an_empty_table", "The agreed heading, no row, and a note on a family.", "fire_loss",
         xlsx([FIRE[0], line(FIRE, "备注：另有王五一户待补")]), "rejected", told=[(None, None, "NOTE_LEFT_OUT", "file")], cure="删去这些文字"),
    Case("names_beside_an_empty_table", "无 below the agreed heading, names on a second sheet.", "township_patrol",
         lambda: as_book({"一": [PATROL[0], ["无"]], "二": LIST}), "rejected",
         told=[(None, None, "SHEET_WITHOUT_HEADING", "file")], cure="删去这张工作表"),
    Case(
        "rows_of_a_telephone",
        "Only a telephone, and a telephone with loss and family size, below good rows.",
        "fire_loss",
        xlsx([*FIRE, fire(联系电话="13811112222"), fire(联系电话="13811112223", 家庭人口="3", 损失金额="50000")]),
        "partly", (5, 3),
        told=[NO_ID, *((row, title, "REQUIRED_BLANK", "row") for row in (5, 6) for title in ("时间", "户主"))],
    ),
    Case(
        "notes_with_a_telephone",
        "Notes on a family that give its telephone.",
        "fire_loss",
        xlsx([*FIRE, line(FIRE, "注：池上镇王五家，13811113333，损失5万元，待补"), fire(地址="备注：另有王五一户，电话13811113334")]),
        "partly", (5, 3),
        told=[NO_ID, (5, "时间", "DATE_UNREADABLE", "row"), (6, "时间", "REQUIRED_BLANK", "row"), (5, None, "NO_TRACE", "warning"),
              *((row, "户主", "REQUIRED_BLANK", "row") for row in (5, 6))],
    ),
    Case("note_of_one_more", "以上人员外，另有…: told.", "fire_loss", xlsx([*FIRE, line(FIRE, "以上人员外，另有王五损失5万元")]), "accepted", (3, 3),
         told=[NOTED], cure="第 5 行是备注"),
    Case("contact_with_a_telephone", "联系人 with name and telephone may be the sender's, or one more: told.", "fire_loss",
         xlsx([*FIRE, line(FIRE, "联系人:王五13811112222")]), "accepted", (3, 3), told=[NOTED]),
    Case("note_in_the_next_cell", "备注, and in another cell of the row what happened to somebody: told.", "township_patrol",
         xlsx([*PATROL, patrol(**{"村(社区)": "备注", "困难情形": "王五，住院，家住池上村"})]), "accepted", (3, 3), told=[NOTED]),
    Case(
        "rows_without_a_name_that_begin_like_notes",
        "备注 or a page number where the day should stand, and the cells of a family beside it.",
        "fire_loss",
        xlsx([*FIRE, fire(时间="备注", 地址="城东街道双山路9号", 联系电话="13811112222", 损失金额="30000"), fire(时间="11/23", 地址="城东街道双山路8号")]),
        "partly", (5, 3),
        told=[NO_ID, *((row, "时间", "DATE_UNREADABLE", "row") for row in (5, 6)), *((row, "户主", "REQUIRED_BLANK", "row") for row in (5, 6))],
    ),
    Case(
        "people_beside_a_column_of_officers",
        "A column 负责人 that nobody agreed on, before rows without a name.",
        "township_patrol",
        xlsx([*beside(PATROL, ["负责人", "负责人张1", "负责人张2", "负责人张3"], 0), ["负责人张4", *patrol(困难情形="因病住院困难")],
              ["包村干部：张三", *patrol(困难情形="家中失火困难")]]),
        "partly", (5, 3),
        told=[(None, "身份证号", "ID_MISSING", "warning"),
              *((row, title, "REQUIRED_BLANK", "row") for row in (5, 6) for title in ("姓名", "发现日期")),
              *((row, None, "NO_TRACE", "warning") for row in (5, 6))],
    ),
    Case(
        "row_in_a_column_nobody_agreed_on",
        "A family with its telephone in a column that is not read, all other cells empty.",
        "fire_loss",
        xlsx([*beside(FIRE, ["现场情况", "甲", "乙", "丙"]), [*fire(), "王五家(13811112222)全部烧毁，损失3万"]]),
        "partly", (4, 3),
        told=[NO_ID, (5, "时间", "REQUIRED_BLANK", "row"), (5, "户主", "REQUIRED_BLANK", "row"), (5, None, "NO_TRACE", "warning")],
    ),
    Case(
        "signatures_with_telephones",
        "Who signed, with telephone, in one cell and in several; sums; notes on the table: nobody's.",
        "fire_loss",
        xlsx([*FIRE, line(FIRE, "填表人：王五 电话13812345678"), line(FIRE, "填报人：", "王五", "", "", "13812345678", "2026年11月3日"),
              line(FIRE, "联系电话：13812345678"), line(FIRE, "合计", "", "3户", "", "", "", "9", "61503"), line(FIRE, "说明：本表由消防大队填写")]),
        "accepted", (3, 3),
    ),
    Case("pairs_on_another_sheet", "Names and troubles in two columns on a second sheet: told.", "township_patrol",
         lambda: as_book({"一": PATROL, "二": LIST}), "accepted", (3, 3), told=[BESIDE]),
    Case("lines_on_another_sheet", "A person in each line of one column on a second sheet: told.", "township_patrol",
         lambda: as_book({"一": PATROL, "二": [["张三 池上村 住院困难"], ["李四 失火"]]}), "accepted", (3, 3), told=[BESIDE]),
    Case(
        "empty_before_a_hidden_list_of_words",
        "An empty table, and a hidden list of words to choose from: zero, but told.",
        "fire_loss",
        lambda: as_book({"数据": FIRE[:1], "字典": [["灾种"], ["电气"]]}, hidden=("字典",)),
        "zero",
        told=[(None, None, "SHEET_HIDDEN", "warning")],
    ),
    Case("hidden_list_of_words", "A hidden list of words beside a good table is nobody.", "township_patrol",
         lambda: as_book({"一": PATROL, "二": [["甲类", "因病"], ["乙类", "因灾"]]}, hidden=("二",)), "accepted", (3, 3)),
)  # fmt: skip
