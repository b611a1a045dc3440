"""What a row of the roll says of a benefit's end beside its month: in a remark or any other cell, in a
column for days and reasons, or in the title of a list.

Belongs here: the words that say it, and those that deny it. Does not belong here: months (dates), which column a heading
means (table), what becomes of the row (rows.ended). Nothing here guesses what a word means for the benefit: it only says that
a person must look.
"""

import re
import unicodedata

from matching.validate.values.cells import BLANK, NO_WORDS, Problem, Value, is_ditto, narrow
from matching.validate.values.dates import ENDED, FAR_END, NO_END, last_whole_month

WORD = (
    r"(?:停发|停保|停止|停领|停享|停助|停补|停供|终止|注销|销户|取消|撤销|退出|退保|清退|核减|核销|剔除|减员|失效|期满|到期(?!末)"
    r"|死亡|去世|逝世|病故|身故|亡故|过世|离世|病逝|迁出|迁走|迁往|迁离|迁移|转出|调出|移出|收监|服刑|入狱|坐牢|判刑|被捕|在押|羁押"
    r"|失踪|失联|下落不明|出国|出境|脱保|放弃|(?<![糖脂压酸])超标|冻结|渐退|火化|埋葬|安葬|作废|无效|误录|误报|录错|错录|删除|暂缓"
    r"|(?<![骤调])停(?![车电水靠顿产工业课学薪药经留滞放泊机])|(?<![衰减病内离倒])退(?![休役伍学耕烧热款化行回还林职婚货税步缩养捕牧]))"
)
ENDING = re.compile(
    WORD
    + r"|拟停|应停|缓发|不发(?![病作烧热生展达育音])|已故|已死|死了|已亡|殁|已不在|不在世|不在了|已销|应删|不再|不享受|未享受|不符合"
    r"|拟纳入|未纳入|申请中|待审|待批|未批|不通过|未通过|转(?:为|入|成|享)?(?:城市|城镇|农村)?(?:低保|特困|边缘|刚性|五保|孤儿|临时)"
)
PERHAPS = "[" + "".join(sorted(set(re.findall(r"[\u4e00-\u9fff]", ENDING.pattern)) - set("城市镇农村户人"))) + "]"
"""Whatever ENDING finds holds one of these characters: a quick look at many cells, for engines without its finer signs."""
ALONE = frozenset({"停", "退", "亡", "故", "死"})
CROSSES = re.compile(r"[×✕✗✘╳]+")
"""A remark that is nothing else strikes the row out."""
NOT = r"(?:尚|并|暂|从|还|均|也|仍)?(?:未|无|没有?)(?:发现|发生|出现|任何)?"
DENIED = re.compile(rf"{NOT}{WORD}(?:[、或和及/]{WORD})+等?(?:情况|情形|现象|人员|问题|记录|变化|变动)|{NOT}{WORD}")
"""无停发, 未停发; of several words only the first is denied, unless 无停发、死亡等情况 shows where the list ends."""
NOTHING = NO_WORDS | NO_END | {"否", "没有", "未", "不是", "N", "n", "0", "#N/A", "N/A", "n/a"}
"""Said in a column for the end of a benefit that has none. #N/A is what a look-up writes for somebody it does not find."""
HEADING = re.compile(
    r"停发|停保|停领|停享|停止|拟停|^停$|终止|截止|到期|期满|注销|销户|取消|撤销|死亡|去世|身故|病故|火化|迁出|迁往|转出|退出|退保|清退"
    r"|核减|减少|减员|失效"
)
OTHER_HEADING = re.compile(r"身份证|残疾证|证件|证有效|银行|存折|卡|合同|保险|医保|收入|金额|标准|人数|元$")
"""Of a heading with such a word that is about something else: 身份证到期日期."""
FEWER = re.compile(r"(?<!增)减少")
APART = re.compile(rf"不(?:包)?[含括][^,。;()]*|[^\s,。;()_-]*{WORD}[^\s,。;()_-]{{0,6}}后")
"""Of a title the part that leaves people out: 不含停发, 剔除死亡人员后."""
OTHERS = re.compile(r"新增|纳入|新批|在享|在保|在册|正常|恢复|续保|享受|发放|变更|变动|动态|调整|增减|异动|含")
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


def says_ended(text: str) -> bool:
    """True if a remark has a word by which a benefit ends, is not drawn yet, or its bearer is gone, and does not deny it."""
    left = DENIED.sub("", narrow(text))
    return left in ALONE or ENDING.search(left) is not None


def title_says_ended(text: str) -> bool:
    """True if a title says of the people below it that their benefits ended, or are not drawn yet."""
    left = APART.sub("", narrow(text))
    return says_ended(left) or FEWER.search(left) is not None


def is_of_some_ended(text: str) -> bool:
    """True if such a title names others beside them: 新增、停发人员."""
    return OTHERS.search(ENDING.sub("", narrow(text))) is not None


def is_of_others(text: str) -> bool:
    """True for the title of people who draw their benefits."""
    return not title_says_ended(text) and (is_of_some_ended(text) or DENIED.search(narrow(text)) is not None)


def cell_says_ended(heading: str, text: str) -> bool:
    """True for a cell, of a column that is not for ends, which says one all the same: 停发 under 核查结果, 否 under 是否健在."""
    if ALIVE.search(heading) and narrow(text) in NOT_ALIVE:
        return True
    return OF_OTHER_MATTERS.search(heading) is None and says_ended(text)


def name_and_end(text: str) -> tuple[str, bool]:
    """A name without a remark that says an end, and whether there was one: 王五(已故), 李四-停, 赵六因病去世. A sign that may belong
    to the name (张停) says none."""
    plain = unicodedata.normalize("NFKC", text).strip()
    name = IN_BRACKETS.sub(lambda found: "" if says_ended(found[1]) else found[0], plain)
    if name == plain and (marked := BEHIND_MARK.fullmatch(plain)) and says_ended(marked["remark"]):
        name = marked["name"]
    if name == plain and (start := _telling_part(plain)):
        name = BEFORE_REMARK.sub("", plain[:start])
    return (name.strip(), True) if name != plain else (text, False)


def _telling_part(plain: str) -> int:
    """Where a word that says an end begins, behind two characters or more of a name; 0 if there is none."""
    asked = DENIED.sub(lambda found: " " * len(found[0]), plain)
    words = [found.start() for found in ENDING.finditer(asked) if found.start() >= 2 and len(found[0]) >= 2]
    return min([*words, *(found.start() for found in GONE.finditer(asked))], default=0)


def read_remark(text: str) -> Value:
    """The remark as written; SAYS_ENDED if a person must look whether the benefit still runs, as for 同上 behind another's end."""
    return Value(text, Problem.SAYS_ENDED if says_ended(text) or is_ditto(text) or CROSSES.fullmatch(text) else None)


def read_ended(text: str) -> Value:
    """The last month of a benefit by a day or a reason of its end: the last whole month before the day, ENDED for all else."""
    text = narrow(text)
    if text in NOTHING or FAR_END.match(text) or DENIED.fullmatch(text):
        return BLANK
    return Value(last_whole_month(text) or ENDED)


def is_ending(heading: str) -> bool:
    """True for a heading under which a filled cell says that a benefit stopped."""
    heading = narrow(heading)
    return HEADING.search(heading) is not None and OTHER_HEADING.search(heading) is None
