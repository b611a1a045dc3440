"""Words that say that there is nobody to report, and files that say so and nothing else.

Belongs here: sentences like 本月无新增, and what may stand beside one in a zero report. Does not belong here: lines below an
agreed heading (body, lines). Who knows nothing of a word takes it for somebody: a file that says more is no zero report.
"""

import re
from collections.abc import Iterable, Iterator

from matching.contracts import TableContract
from matching.district import District
from matching.validate.reading.sheets import Sheet
from matching.validate.table.formal import BARE_DATE, FOOTER, IDENTITY, SIGNATURE
from matching.validate.table.headers import named_by
from matching.validate.table.notes import FREE_NOTE
from matching.validate.values.cells import STROKES, narrow

ENDS = re.compile(r"^[(\[]+|[)\].。!]+$")
ZERO_REPORT = re.compile(r"零报[告送]|0报告|无数据")
WORDS = (
    "本|上|该|此|这|今|月|周|年度?|季度?|日|期|内|镇|街道|村|社区|辖区|任何|其他|其它|其|新|应|需要?|符合|条件|相关|有关|上述|以上|同类|类|的|及|和|或|等|各|"
    "新增|人员|人|对象|群众|户|家庭|学生|儿童|老人|孤儿|情况|数据|线索|事故|事件|生产安全|交通|火灾|灾害|灾情|警情|诉求|工单|变化|变动|"
    "报送|上报|发生|发现|认定|低保|特困|残疾人?|困难|救助|资助|求助|养老|热线|网络|致贫|返贫|监测|因病|因灾|因学|住院|高额|费用|年度|累计|参保人?|"
    "受灾|损失|伤亡|申请|纳入|停发|巡查|排查|疑似|重大|重病|大病|小程序|教育"
)
"""What may follow 无 in a sentence about a list. 生活来源 and 劳动能力 are not among them: who lacks these is somebody."""
NOTHING = re.compile(
    r"(?:(?:截至|截止)?[\d年月日.-]{0,12}|第?[\d一二三四五六七八九十]{0,3})(?:本|上|该|今|全)?(?:周|月|年度?|季度?|日|期|镇|街道|村|辖区)?(?:内)?"
    r"(?:暂|均|确|经核实)?(?:无|没有|未发现|未发生|未接到)"
    r"(?:$|(?=.*(?:新增|符合|人员|对象|情况|数据|线索|事故|火灾|灾害|灾情|警情|诉求|变化|变动|报送|上报|相关|此类|上述|需要|发生))"
    rf"(?:{WORDS})+$)"
)
GENERIC = re.compile(
    r"\.(?:xlsx?|csv|txt)$|导出|[_\d年月日周季度第期全本上至.\-—()、:/《》\"“”]|[一二三四五六七八九十]+(?=[年月日周季])|截[至止]|附件|单位|部门|名称|时间|时段|报送|填报|上报|新增|"
    r"一览表|花名册|统计|汇总|明细|登记|情况|人员|对象|困难|群众|信息|名单|名册|清单|台账|报告|月报|周报|报表|表格?|反馈|排查|摸排|走访|工作|关于|的|和|及|各"
)
"""What titles say beside whom the list is from and what it is of."""
OFFICE = re.compile(r"^[^住在因家]{0,10}(?:局|联合会|委员会|大队|支队)$")
"""What may be left of a title: who sends it."""
PLACES = re.compile(r"山东省|淄博市|街道办事处|街道|办事处|人民政府|民政办|便民服务中心|镇|乡|区|市")
LONGEST_SENTENCE = 30
SEARCHED = 2_000


def says_nothing(cells: Iterable[str]) -> bool:
    """True if the filled cells all say one thing, and that is: nothing to report."""
    words = {ENDS.sub("", narrow(cell)) for cell in cells} - STROKES
    if len(words) != 1:
        return False
    word = words.pop()
    return NOTHING.fullmatch(word) is not None or (len(word) <= LONGEST_SENTENCE and ZERO_REPORT.search(word) is not None)


def speaks_of_nothing(sheets: Iterable[Sheet]) -> bool:
    """True if some line says that there is nothing to report, whatever the others say."""
    return any(says_nothing(cells) for sheet in sheets for cells in filled(sheet))


def says_only_nothing(sheet: Sheet, contract: TableContract, district: District) -> bool:
    """True if every line of a sheet is one that nobody can be meant by: it says that there is nothing to report, or it is a
    title, a heading of this table, a signature or a day."""
    if sheet.cells.num_rows > SEARCHED:
        return False
    return all(says_nothing(cells) or _is_nobodys(cells, contract, district) for cells in filled(sheet))


def said_above(sheet: Sheet) -> str:
    """What a sheet without data says of itself: titles, and that there is nothing; no signature, no bare date."""
    told = [cells for cells in filled(sheet) if len(cells) == 1 or says_nothing(cells)]
    words = [narrow(cell) for cells in told for cell in cells]
    return "\n".join(word for word in words if not FOOTER.match(word) and not BARE_DATE.match(word))


def filled(sheet: Sheet) -> Iterator[list[str]]:
    """The filled cells of each line that has any."""
    rows = ([cell for cell in row if cell] for row in sheet.rows(0, SEARCHED))
    return (cells for cells in rows if cells)


def _is_nobodys(cells: list[str], contract: TableContract, district: District) -> bool:
    words = [narrow(cell) for cell in cells]
    if any(IDENTITY.search(word) for word in words):
        return False
    if SIGNATURE.match(words[0]):
        return True
    known = [word for word in words if word in STROKES or _is_formal(word) or _is_title(word, contract, district)]
    return len(known) == len(words) or all(word in ("序号", "备注") or named_by(word, contract) for word in words)


def _is_formal(word: str) -> bool:
    if FREE_NOTE.match(word):
        return says_nothing([FREE_NOTE.sub("", word)]) or FREE_NOTE.sub("", word) == ""
    return FOOTER.match(word) is not None or BARE_DATE.match(word) is not None


def _is_title(word: str, contract: TableContract, district: District) -> bool:
    """True for a line of which nothing but an office is left without the names of places, departments and this table, and
    the words that every title is made of."""
    departments = [name for item in district.departments for name in (item.name, *item.aliases)]
    names = [*district.unit_names, *district.undecided_names, *departments, district.name, district.name[:-1], contract.title]
    for name in sorted(names, key=len, reverse=True):
        word = word.replace(name, "")
    left = GENERIC.sub("", PLACES.sub("", word))
    return not left or OFFICE.match(left) is not None
