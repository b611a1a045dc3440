"""What the words of a heading mean: folding, brackets, synonyms, units of money.

Belongs here: one heading's text. Does not belong here: which row is the heading and which column is which (headers).
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache

SEPARATORS = re.compile(r"[\s*:：/、\\|\-_·.。,,;“”\"']+")
BRACKETS = re.compile(r"[(\[【〔<《{]([^)\]】〕>》}]*)[)\]】〕>》}]")
NUMBER_BEFORE = re.compile(r"^(?:[(]\d{1,2}[)]|\d{1,2}[.、:_-]?|[一二三四五六七八九十]{1,2}、)(?=[*\u4e00-\u9fff])")
KIN = (
    "[父母亲]|配偶|子女|儿[子女媳]|女[儿婿]|[外长次]?孙[子女]|妻|丈夫|老[公婆]|爱人|爷|奶|姥|外[公婆]|公公|婆婆|公婆|岳|兄|弟|姐|妹|叔|伯|舅|姑|姨|侄|外甥"
    "|亲[属戚友]|[赡抚扶]养人|代理人|邻居|照[料护看]|看护|护理人|紧急"
)
"""Words for somebody who belongs to the person."""
OTHER_MEANING = re.compile(
    rf"{KIN}|"
    r"(?<=.)(?<![本个/])人(?!民币|数|口|次|名)|户主|家属|家长|代办|累计|年度|单次|合计|自费|自付|预?估|[美欧日港]元|[曾原旧]|变更|上年|去年"
)
"""In brackets, this makes a column another person's or another amount's: 身份证号(监护人), 费用(年度累计)."""
HARMLESS = re.compile(
    r"(?:单位|金额|人民币)*:?[亿万千百]?元?(?:人民币)?|以?[亿万千百]?元(?:计|为单位)|必填项?|选填项?|填写|可空|(?:不)?可为空|如有"
    r"|(?:文本|数值|数字|日期|常规)(?:格式|型)?|格式.*|\d{1,2}位(?:数|号码)?|\d{1,2}|[A-Za-z]|阿拉伯数字|大写|小写|(?:24小时制)"
    r"|[年月日时分yYmMdDhHsS\d.-]+|(?:示?例|样例|如|例如).*|本人|患者(?:本人)?|病人|本人的|全称|全名|真实姓名|中文"
    r"|[与同按以](?:身份证|证件|户口本?|银行卡).*|(?:精确到|保留|四舍五入|取整).*|居民|公民|二代证?|居民身份证|身份证"
)
"""In brackets, this changes nothing: units, what must be filled in, formats, examples, and the person in question."""
UNIT_AT_END = re.compile(r"(?:单位)?[亿万千百]?(?<![单公美欧日港])元$")
SAID_UNIT = re.compile(r"(?:(?:金额)?单位:?|人民币|以)*([亿万千百]?)(元?)(?:人民币)?(?:计|为单位)?")
"""One part of what a heading says in brackets or behind a stroke."""
BARE_UNIT = re.compile(r"(?<![\d亿万千百])([亿万千百]?)(?<![单公美欧日港])元$")
PARTS = re.compile(r"[/、,，;|]|或")
MEASURE = r"(?:人民币)?(?:[亿万千百]?元|人次|人|户|口|次|个|件|天|间|亩|岁|年|月|平方米|%)"
TABLE_UNIT = re.compile(
    rf"(?<![报送填保管人])单位\s*:?\s*({MEASURE}(?:\s*[、,/;和及或]\s*{MEASURE})*)(?=$|[\s()\[\]【】〔〕,;。])"
    r"|以([亿万千百]?元)(?:为(?:计量)?单位|计)|(?:^|\s)\(?(?:金额\s*:?\s*)?([亿万千百]?元)\)?(?=$|\s)"
)
"""A line above the table that names its unit: 单位:万元, 金额以万元计, (万元) alone. Not 报送单位, not 5万元以上."""
YUAN = re.compile(r"([亿万千百]?)元")
LABEL = re.compile(
    r"^[(]?(?:单位:?)?(?:[亿万千百]?元|人|口|岁|周岁|次|天|年月日|年/月/日|必填|选填|\d{1,2}|[甲乙丙丁戊己庚辛壬癸]|[A-Za-z])[)]?$"
)
"""What stands in a row between the heading and the first person: units, column numbers, what must be filled in."""
DOUBTFUL = 0
"""The unit where two are named: 元/万元."""
UNITS = {DOUBTFUL: "元/万元", 1: "元", 100: "百元", 1_000: "千元", 10_000: "万元", 100_000_000: "亿元"}
TIMES = {"": 1, "百": 100, "千": 1_000, "万": 10_000, "亿": 100_000_000}
SYNONYMS = (
    (re.compile(r"(?:公民|居民)?身份证?[件明]?(?:号码?|编号)$|身份证$"), "身份证号"),
    (re.compile(r"(?:联系|移动)?(?:电话|手机)(?:号码?)?$|联系方式$"), "电话"),
    (re.compile(r"(?<=.)时间$"), "日期"),
)
SOMEBODY_ELSE = re.compile(rf"监护|联[系络]人|经办|代[办理]|帮扶|家属|家长|{KIN}|陪护|报[案警]|填[报表]|户主")
OTHERS = re.compile(rf"{SOMEBODY_ELSE.pattern}|申请人|法人|担保|介绍|曾用|原用")
"""The same, and names that are not in use any more."""
JOINTS = re.compile(r"[/、,;|&+及和与\s]+")
OTHER_BY_ITSELF = re.compile(r"监护|联[系络]人|家属|家长")
"""A group that is not the row's person's, whatever its brackets add."""
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


@lru_cache(maxsize=8192)
def remarks(heading: str) -> tuple[str, ...]:
    """What stands in a heading's brackets and may change its meaning: all but units, formats, examples and the like."""
    said = [found.group(1) for found in BRACKETS.finditer(half_width(heading))]
    return tuple(word for word in said if not HARMLESS.fullmatch(word) and not all(map(HARMLESS.fullmatch, PARTS.split(word))))


def _one_word(folded: str) -> str:
    for pattern, word in SYNONYMS:
        folded = pattern.sub(word, folded)
    return folded


def plainer(heading: str, called: tuple[str, ...]) -> Iterator[str]:
    """The heading in other words, the nearest first: without a number before it (1姓名, (2)姓名), without the word by which a table
    calls its people (参保人姓名), without both."""
    whole = half_width(heading)
    bare = NUMBER_BEFORE.sub("", whole)
    if bare != whole:
        yield bare
    for word in called:
        if bare.startswith(word) and (rest := bare.removeprefix(word).removeprefix("的")):
            yield rest


def group_stem(group: str) -> str:
    """A group heading without what only says that it is one: 户主 for 户主基本信息. Brackets that make it another person's
    stay, unless it is one's already: 学生(监护人), but 监护人 for 监护人(母亲)."""
    plain = half_width(group)
    outer = BRACKETS.sub("", plain)
    keep = not OTHER_BY_ITSELF.search(outer)
    return GROUP_WORDS.sub(
        "", BRACKETS.sub(lambda found: found.group() if keep and OTHER_MEANING.search(found.group(1)) else "", plain)
    )


def of_somebody_else(group: str) -> bool:
    """True for a group heading that names a person in words (家属, 联系人)."""
    return SOMEBODY_ELSE.search(group) is not None


def may_be_meant(title: str, declared: Sequence[str]) -> bool:
    """True for a title that could be another word for one of these headings: it names nobody whom none of them names, and says no
    two things at once (姓名/身份证号) unless one of them does."""
    others = [set(OTHERS.findall(half_width(heading))) for heading in (title, *declared)]
    return others[0] <= set().union(*others[1:]) and (not _joins(title) or any(map(_joins, declared)))


def _joins(title: str) -> bool:
    parts = JOINTS.split(BRACKETS.sub("", unicodedata.normalize("NFKC", title)))
    return sum(len(part) > 1 for part in parts) > 1


def is_label_row(cells: list[str]) -> bool:
    """True for a row that says something of the columns and nothing of anybody."""
    filled = [half_width(cell) for cell in cells if cell]
    return (
        bool(filled)
        and all(map(LABEL.match, filled))
        and (len(filled) > 2 or any(unit_of(f"({cell.strip('()')})") is not None for cell in filled))
    )


@lru_cache(maxsize=8192)
def unit_of(heading: str) -> int | None:
    """Yuan in the heading's unit of money (万元: 10,000); None if it names none, DOUBTFUL if several."""
    plain = half_width(heading)
    first, *others = PARTS.split(BRACKETS.sub("", plain))
    inner = [part for found in BRACKETS.finditer(plain) for part in PARTS.split(found.group(1))]
    named = {TIMES[found.group(1)] for part in (*inner, *others) if (found := SAID_UNIT.fullmatch(part)) and any(found.groups())}
    named |= {TIMES[found.group(1)] for part in (first, *others) if (found := BARE_UNIT.search(part))}
    return _one_unit(named)


def unit_of_table(rows: list[list[str]]) -> int:
    """Yuan in the unit that the lines above the heading name for the whole table (单位:万元); 1 if none, DOUBTFUL if several."""
    lines = [unicodedata.normalize("NFKC", " ".join(filter(None, row))) for row in rows]
    said = [word for line in lines for found in TABLE_UNIT.finditer(line) for word in filter(None, found.groups())]
    unit = _one_unit({TIMES[scale] for word in said for scale in YUAN.findall(word)})
    return 1 if unit is None else unit


def _one_unit(named: set[int]) -> int | None:
    return DOUBTFUL if len(named) > 1 else next(iter(named), None)


def in_unit(title: str, unit: int) -> str:
    """The title with the unit said behind it in brackets."""
    return f"{title}（{UNITS[unit]}）"
