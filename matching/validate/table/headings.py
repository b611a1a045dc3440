"""What the words of a heading mean: folding, brackets, synonyms, units of money.

Belongs here: one heading's text. Does not belong here: which row is the heading and which column is which (headers).
"""

import re
import unicodedata
from functools import lru_cache

SEPARATORS = re.compile(r"[\s*:：/、\\|\-_·.。,,;“”\"']+")
BRACKETS = re.compile(r"[(\[【〔<《{]([^)\]】〕>》}]*)[)\]】〕>》}]")
OTHER_MEANING = re.compile(
    r"(?<=.)(?<![本个/])人(?!民币|数|口|次|名)|户主|家属|家长|[父母亲]|配偶|子女|代办|累计|年度|单次|合计|自费|自付|预?估|[美欧日港]元|[曾原旧]|变更|上年|去年"
)
"""In brackets, this makes a column another person's or another amount's: 身份证号(监护人), 费用(年度累计)."""
UNIT_AT_END = re.compile(r"(?:单位)?[亿万千百]?(?<![单公美欧日港])元$")
UNIT = re.compile(
    r"(?:[(\[【〔/:、,]|单位)(?:单位|[:,]|人民币)*([亿万千百]?)(元?)(?:人民币)?(?=[)\]】〕]|$)|([亿万千百]?)(?<![单公美欧日港])元$"
)
TABLE_UNIT = re.compile(r"[亿万千百]?元")
LABEL = re.compile(
    r"^[(]?(?:单位:?)?(?:[亿万千百]?元|人|口|岁|周岁|次|天|年月日|年/月/日|必填|选填|\d{1,2}|[甲乙丙丁戊己庚辛壬癸]|[A-Za-z])[)]?$"
)
"""What stands in a row between the heading and the first person: units, column numbers, what must be filled in."""
TIMES = {"": 1, "百": 100, "千": 1_000, "万": 10_000, "亿": 100_000_000}
SYNONYMS = (
    (re.compile(r"(?:公民|居民)?身份证?[件明]?(?:号码?|编号)$|身份证$"), "身份证号"),
    (re.compile(r"(?:联系|移动)?(?:电话|手机)(?:号码?)?$|联系方式$"), "电话"),
    (re.compile(r"(?<=.)时间$"), "日期"),
)
SOMEBODY_ELSE = re.compile(r"监护|联[系络]人|经办|代[办理]|帮扶|家属|家长|亲属|配偶|[父母]亲|子女|陪护|报[案警]|填[报表]|户主")
GROUP_WORDS = re.compile(r"(?:的?(?:基本)?(?:信息|情况|资料))$")


def half_width(heading: str) -> str:
    """The heading in half width, without blanks and line breaks."""
    return "".join(unicodedata.normalize("NFKC", heading).split())


@lru_cache(maxsize=8192)
def fold(heading: str) -> str:
    """A heading in half width and lower case, without blanks, line breaks and separators."""
    return SEPARATORS.sub("", unicodedata.normalize("NFKC", heading)).lower()


@lru_cache(maxsize=8192)
def fold_bare(heading: str) -> str:
    """`fold` without units and remarks in brackets, with one word for 身份证号, 电话 and 日期. Brackets that make it
    another person's or another amount's column stay."""
    plain = BRACKETS.sub(lambda found: found.group() if OTHER_MEANING.search(found.group(1)) else "", half_width(heading))
    return _one_word(UNIT_AT_END.sub("", fold(plain)))


@lru_cache(maxsize=8192)
def fold_turned(heading: str) -> str:
    """`fold_bare` of 监护人身份证号 for 身份证号(监护人); "" where no brackets change the meaning."""
    plain = half_width(heading)
    inner = [found.group(1) for found in BRACKETS.finditer(plain) if OTHER_MEANING.search(found.group(1))]
    return fold_bare(inner[0] + BRACKETS.sub("", plain)) if len(inner) == 1 else ""


def _one_word(folded: str) -> str:
    for pattern, word in SYNONYMS:
        folded = pattern.sub(word, folded)
    return folded


def group_stem(group: str) -> str:
    """A group heading without what only says that it is one: 户主 for 户主基本信息."""
    return GROUP_WORDS.sub("", BRACKETS.sub("", half_width(group)))


def of_somebody_else(group: str) -> bool:
    """True for a group heading that names a person in words (家属, 联系人)."""
    return SOMEBODY_ELSE.search(group) is not None


def is_label_row(cells: list[str]) -> bool:
    """True for a row that says something of the columns and nothing of anybody."""
    filled = [half_width(cell) for cell in cells if cell]
    return (
        bool(filled)
        and all(map(LABEL.match, filled))
        and (len(filled) > 2 or any(unit_of(f"({cell.strip('()')})") for cell in filled))
    )


@lru_cache(maxsize=8192)
def unit_of(heading: str) -> int | None:
    """Yuan in the heading's unit of money (万元: 10,000); None if it names none."""
    for found in UNIT.finditer(half_width(heading)):
        scale, yuan, bare = found.groups()
        if bare is not None or scale or yuan:
            return TIMES[scale or bare or ""]
    return None


def unit_of_table(cells: list[str]) -> int:
    """Yuan in the unit that a line above the heading names for the whole table (单位:万元); 1 if none or several."""
    named = {
        TIMES[word[:-1]]
        for text in map(half_width, cells)
        if "单位" in text
        for word in TABLE_UNIT.findall(text[text.index("单位") :])
    }
    return named.pop() if len(named) == 1 else 1
