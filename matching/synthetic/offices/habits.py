"""How each kind of office answers its slips, and what people say who are visited afterwards: tables of rates and words.

Belongs here: how often, and in which words. Does not belong here: what is done on which day (plans), what a mistake does to a row
(mistakes), how a file looks (papers).
"""

from random import Random
from typing import Literal

from matching.synthetic.habits import DateStyle, FileFormat

Kind = Literal["prompt", "usual", "slow", "bureau"]
KINDS: tuple[Kind, ...] = ("prompt", "usual", "slow", "bureau")

TABLE = """
habit     prompt usual  slow bureau
signs        950   800   500    600
first        400   200   100    150
silent        10    40   120     60
works        200   120    60     50
returns       40    80   100    100
extends       60   110   130     60
asks_late    100   200   300    200
late          60   160   320    160
errs          80   140   200    120
corrects     950   850   700    800
changes       50    80    80     50
spills        40    80   120     30
whole        500   300   100    150
retypes      100   250   350    300
by_code      300   300   300    500
twice         40    60    60     30
"""
"""Chances in a thousand. signs, silent, works, returns, extends, late: of a round; first: of the sign-offs, those handed in before anything else is; asks_late: of the extensions, those asked for when it is too late;
errs: of the answers, corrects: of those that went back; changes: of the answers, those that are changed later; spills: of what is done on a
day, what is handed in a day later than meant, even on a day off; whole: of the files, those with every row that is filled in, not only the
new ones; retypes: those that are a list of the office's own making, by_code: that name slips by the digits of their square code; twice: those
that are dropped twice."""


def _read(table: str) -> dict[str, dict[Kind, float]]:
    lines = [line.split() for line in table.strip().splitlines()][1:]
    return {line[0]: dict(zip(KINDS, (int(cell) / 1000 for cell in line[1:]), strict=True)) for line in lines}


HABITS: dict[str, dict[Kind, float]] = _read(TABLE)
"""habit → kind of office → chance."""
UNITS_ARE: dict[Kind, int] = {"prompt": 3, "usual": 5, "slow": 3}
"""What kind of office a unit is, by weight; departments are bureaux."""
FORMATS: dict[Kind, tuple[FileFormat, ...]] = {
    "prompt": ("xlsx",),
    "usual": ("xlsx", "xlsx", "xls"),
    "slow": ("xls", "csv-gbk", "xlsx"),
    "bureau": ("xlsx", "csv-utf8"),
}
DATE_STYLES: tuple[DateStyle, ...] = ("iso", "dot", "cell", "chinese", "slash")

RESULTS: dict[Literal["unit", "department"], dict[str, int]] = {
    "unit": {
        "纳入低保": 8,
        "纳入特困": 2,
        "临时救助": 26,
        "专项救助": 5,
        "不符合条件": 36,
        "已在册": 10,
        "查无此人": 7,
        "转外区": 6,
    },
    "department": {"专项救助": 45, "不符合条件": 40, "已在册": 10, "转外区": 5},
}
"""What comes of a slip, by weight; a result that the district's form does not list is never given."""
AMOUNTS = ("500", "780", "1,000元", "1200.00", "2400", "3000元")
INQUIRIES = (
    "已入户核实",
    "入户走访，与村（居）委会核对情况属实",
    "电话联系后入户，家庭收入已核对",
    "家中无人，经邻居和村干部了解情况",
)
REASONS: dict[str, tuple[str, ...]] = {
    "不符合条件": ("家庭人均收入超过当地标准", "法定赡养人有赡养能力", "家庭财产超过规定", "困难情形已消除"),
    "已在册": ("户主已享受低保，本人在保障人口内", "去年已纳入特困供养", "本月已领取残疾人两项补贴"),
    "查无此人": ("按地址入户无此户，村（居）委会和派出所均查不到", "电话空号，走访邻居无人认识"),
    "转外区": ("全家已迁往外区，已告知当地民政部门", "户籍在外区且常年在外区居住"),
}
"""Result → what is written of it."""
RETURNED = ("人户分离，不在本辖区居住", "应由户籍所在镇街办理", "本人已搬走，现住址不详", "与前一件为同一人，请合并")
EXTENDED = ("本人住院，出院后再核对", "家庭收入信息核对结果未出", "外出务工，月底返回", "材料尚未补齐")
HAPPENED = ("一直没有人来过，也没有电话", "来过一次，没有说结果", "说好的救助还没有到账", "对结果不理解，希望再核实")

OUTCOMES = {"满意": 60, "基本满意": 20, "不满意": 7, "未入户": 6, "联系不上": 12}
"""What is heard on a return visit, by weight; who cannot be reached is called again."""
CALL_ERRS, CALL_CORRECTS = 0.06, 0.9
"""Of what the centre's callers write down, the rows that go back; of these, those that come back corrected."""


def draw(weights: dict[str, int], rng: Random) -> str:
    """One of the words, by weight."""
    return rng.choices(tuple(weights), tuple(weights.values()))[0]
