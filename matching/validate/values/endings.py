"""What a row of the roll says of a benefit's end beside its month: in a remark or any other cell, in a
column for days and reasons, or in the title of a list.

Belongs here: which signs count in which of these places. Does not belong here: the signs (matching.endings), months (dates), which
column a heading means (table), what becomes of the row (rows.ended).
"""

import re
import unicodedata

from matching.endings import Endings
from matching.validate.values.cells import BLANK, NO_WORDS, Problem, Value, is_ditto, narrow
from matching.validate.values.dates import ENDED, FAR_END, NO_END, last_whole_month

CROSSES = re.compile(r"[×✕✗✘╳]+")
"""A remark that is nothing else strikes the row out."""
NOTHING = NO_WORDS | NO_END | {"否", "没有", "未", "不是", "N", "n", "0", "#N/A", "N/A", "n/a"}
"""Said in a column for the end of a benefit that has none. #N/A is what a look-up writes for somebody it does not find."""
HEADING = re.compile(
    r"停发|停保|停领|停享|停止|拟停|^停$|终止|截止|到期|期满|注销|销户|取消|撤销|死亡|去世|身故|病故|火化|迁出|迁往|转出|退出|退保|清退"
    r"|核减|减少|减员|失效"
)
OTHER_HEADING = re.compile(r"身份证|残疾证|证件|证有效|银行|存折|卡|合同|保险|医保|收入|金额|标准|人数|元$")
"""Of a heading with such a word that is about something else: 身份证到期日期."""
LEFT_OUT = r"(?:剔除|除去|去除|去掉|扣除|排除|删除|除外|不在内|已删)"
APART = re.compile(
    rf"不(?:包)?[含括][^,。;()]*|\(已?{LEFT_OUT}[^()]*\)|[^\s,。;()_-]*已{LEFT_OUT[:-1]}|删)(?=$|[\s,。;.()_-])"
    rf"|\([^()]*{LEFT_OUT}\)|[^\s,。;()_-]*{LEFT_OUT}[^\s,。;()_-]*后"
)
"""Of a title the part that leaves people out: 不含停发, 剔除死亡人员后, (停发除外), 已停发人员已删."""
OTHERS = re.compile(r"新增|纳入|新批|在享|在保|在册|正常|恢复|续保|享受|发放|变更|变动|动态|调整|增减|异动|含")
NOT_OTHERS = re.compile(rf"\0(?:{OTHERS.pattern})+")
"""Of a title 拟新增, 历史享受: not yet, or not any more."""
IN_BRACKETS = re.compile(r"[(\[{<【〔《「]([^()\[\]{}<>【】〔〕《》「」]*)[)\]}>】〕》」]?")
BEHIND_MARK = re.compile(r"(?P<name>.{2,}?)[\s_/:;,、.—-]+(?P<remark>.+)")
GONE = re.compile(r"(?<=..)[亡死殁]$")
"""Of signs that stand behind a name without a mark those that end no name."""
BEFORE_REMARK = re.compile(r"(?:因.{0,2}|已|于|现|[\d年月日.\s])+$")
"""What belongs to such a remark before its telling word."""
ALIVE = re.compile(r"健在|在世|生存|存活|健否|存否")
NOT_ALIVE = frozenset(
    {"否", "不", "不是", "不在", "无", "N", "n", "NO", "No", "no", "0", "F", "FALSE", "False", "false", "×", "✕", "✗"}
)
OF_OTHER_MATTERS = re.compile(
    r"身份证|残疾证|证件|证有效|银行|存折|卡|合同|保险|医保|车|就业|工商|企业|致[困贫]|困难|理由|[父母亲]|监护|家属|配偶|子女"
)
"""Headings under which 死亡, 停 or 注销 is said of something or somebody else: 致困原因, 父母情况, 银行卡状态."""


def says_ended(text: str, endings: Endings) -> bool:
    """True if free words have a sign by which a benefit ends, is not drawn yet, or its bearer is gone."""
    return bool(endings.signs_in(narrow(text), "remarks"))


def says_plainly(text: str, endings: Endings) -> bool:
    """The same for a cell that is there for something else (an address, an illness): one character alone says nothing within it."""
    text = narrow(text).removeprefix("已")
    return any(end - start > 1 or end - start == len(text) for start, end in endings.signs_in(text, "remarks"))


def title_says_ended(text: str, endings: Endings) -> bool:
    """True if a title says of the people below it that their benefits ended, or are not drawn yet."""
    return bool(endings.signs_in(APART.sub("", narrow(text)), "titles"))


def is_of_some_ended(text: str, endings: Endings) -> bool:
    """True if such a title names others beside them: 新增、停发人员."""
    whole = plain = narrow(text)
    over = endings.signs_in(whole, "titles", ("gone", "stopped"))
    for start, end in endings.signs_in(whole, "titles"):
        mark = " " if (start, end) in over else "\0"
        plain = plain[:start] + mark * (end - start) + plain[end:]
    return OTHERS.search(NOT_OTHERS.sub("", plain)) is not None


def is_of_others(text: str, endings: Endings) -> bool:
    """True for the title of people who draw their benefits."""
    return not title_says_ended(text, endings) and (is_of_some_ended(text, endings) or endings.denies(narrow(text)))


def cell_says_ended(heading: str, text: str, endings: Endings) -> bool:
    """True for a cell of an undeclared column which says an end: 停发 under 核查结果, 否 under 是否健在, a day under 下保时间."""
    if ALIVE.search(heading) and narrow(text) in NOT_ALIVE:
        return True
    if OF_OTHER_MATTERS.search(heading):
        return False
    if heads_ends(heading, endings):
        return read_ended(text, endings).text is not None
    return says_ended(text, endings)


def heads_ends(heading: str, endings: Endings) -> bool:
    """True for an undeclared heading that is itself about an end."""
    heading = narrow(heading)
    return bool(endings.signs_in(heading, "titles", ("gone", "stopped"))) and OTHER_HEADING.search(heading) is None


def name_and_end(text: str, endings: Endings) -> tuple[str, bool]:
    """A name without a remark that says an end, and whether there was one: 王五(已故), 李四-停, 赵六因病去世. A sign that may belong
    to the name (张停) says none."""
    plain = unicodedata.normalize("NFKC", text).strip()
    name = IN_BRACKETS.sub(lambda found: "" if says_ended(found[1], endings) else found[0], plain)
    if name == plain and (marked := BEHIND_MARK.fullmatch(plain)) and says_ended(marked["remark"], endings):
        name = marked["name"]
    if name == plain and (start := _telling_part(plain, endings)):
        name = BEFORE_REMARK.sub("", plain[:start])
    return (name.strip(), True) if name != plain else (text, False)


def _telling_part(plain: str, endings: Endings) -> int:
    """Where a sign begins, behind two characters or more of a name; 0 if there is none."""
    signs = [start for start, end in endings.signs_in(plain, "remarks") if start >= 2 and end - start >= 2]
    return min([*signs, *(found.start() for found in GONE.finditer(endings.without_denied(plain)))], default=0)


def read_remark(text: str, endings: Endings) -> Value:
    """The remark as written. SAYS_ENDED if a person must look whether the benefit still runs, as for 同上 behind another's end;
    REMARK_UNKNOWN if nobody declared what its words are about."""
    if says_ended(text, endings) or is_ditto(text) or CROSSES.fullmatch(text):
        return Value(text, Problem.SAYS_ENDED)
    return Value(text, None if endings.is_understood(narrow(text)) else Problem.REMARK_UNKNOWN)


def read_ended(text: str, endings: Endings) -> Value:
    """The last month of a benefit by a day or a reason of its end: the last whole month before the day, ENDED for all else."""
    text = narrow(text)
    if text in NOTHING or FAR_END.match(text) or not endings.without_denied(text).strip():
        return BLANK
    return Value(last_whole_month(text) or ENDED)


def is_ending(heading: str) -> bool:
    """True for a heading under which a filled cell says that a benefit stopped."""
    heading = narrow(heading)
    return HEADING.search(heading) is not None and OTHER_HEADING.search(heading) is None
