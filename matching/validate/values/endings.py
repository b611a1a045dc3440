"""What a row of the roll says of a benefit's end beside its month: in a remark, or in a column for days and reasons.

Belongs here: the words that say it, and those that deny it. Does not belong here: months (dates), which column a heading
means (table), what becomes of the row (rows.ended). Nothing here guesses what a word means for the benefit: it only says that
a person must look.
"""

import re

from matching.validate.values.cells import BLANK, NO_WORDS, Problem, Value, is_ditto, narrow
from matching.validate.values.dates import ENDED, FAR_END, NO_END, last_whole_month

WORD = (
    r"(?:停发|停保|停止|停领|停享|停助|停补|停供|终止|注销|销户|取消|撤销|退出|退保|清退|核减|核销|剔除|减员|失效|期满|到期"
    r"|死亡|去世|逝世|病故|身故|亡故|过世|离世|病逝|迁出|迁走|迁往|迁离|转出|调出|移出|收监|服刑)"
)
ENDING = re.compile(
    WORD + r"|已停|拟停|应停|暂停|缓发|停了|已退(?!休|役|伍|学|耕)|已故|已死|死了|已亡|不再|不享受|未享受|不符合"
    r"|拟纳入|未纳入|申请中|待审|待批|未批|未通过"
)
ALONE = frozenset({"停", "退", "亡", "故", "死"})
NOT = r"(?:尚|并|暂|从|还|均|也|仍)?(?:未|无|没有?)(?:发现|发生|出现|任何)?"
DENIED = re.compile(rf"{NOT}{WORD}(?:[、或和及/]{WORD})+等?(?:情况|情形|现象|人员|问题|记录|变化|变动)|{NOT}{WORD}")
"""无停发, 未停发; of several words only the first is denied, unless 无停发、死亡等情况 shows where the list ends."""
NOTHING = NO_WORDS | NO_END | {"否", "没有", "未", "不是", "N", "n", "0", "#N/A", "N/A", "n/a"}
"""Said in a column for the end of a benefit that has none. #N/A is what a look-up writes for somebody it does not find."""
HEADING = re.compile(
    r"停发|停保|停领|停享|停止|终止|截止|到期|期满|注销|销户|死亡|去世|身故|病故|火化|迁出|迁往|转出|退出|退保|清退|减员|失效"
)
OTHER_HEADING = re.compile(r"身份证|残疾证|证件|证有效|银行|存折|卡|合同|保险|医保|金额|标准|人数|元$")
"""Of a heading with such a word that is about something else: 身份证到期日期."""


def says_ended(text: str) -> bool:
    """True if a remark has a word by which a benefit ends, is not drawn yet, or its bearer is gone, and does not deny it."""
    left = DENIED.sub("", narrow(text))
    return left in ALONE or ENDING.search(left) is not None


def read_remark(text: str) -> Value:
    """The remark as written; SAYS_ENDED if a person must look whether the benefit still runs, as for 同上 behind another's end."""
    return Value(text, Problem.SAYS_ENDED if says_ended(text) or is_ditto(text) else None)


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
