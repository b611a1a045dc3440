"""One cell → canonical text and, where it cannot be read, the code of the problem.

Belongs here: spellings of money, whole numbers, enums and phones. Does not belong here: days and months (dates),
identity numbers (identity), bounds and policy (suites), and whose column it is. Nothing here guesses: an ambiguous cell is a problem.
"""

import re
import unicodedata
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from enum import StrEnum
from typing import NamedTuple

from matching.codes import read_pair_number
from matching.contracts import Column
from matching.validate.reading.sheets import CELL_ERRORS


class Problem(StrEnum):
    """Why a cell has no canonical value."""

    DATE_UNREADABLE = "DATE_UNREADABLE"
    DATE_AMBIGUOUS = "DATE_AMBIGUOUS"
    MONTH_UNREADABLE = "MONTH_UNREADABLE"
    MONTH_AMBIGUOUS = "MONTH_AMBIGUOUS"
    MONEY_UNREADABLE = "MONEY_UNREADABLE"
    MONEY_UNIT_DOUBTFUL = "MONEY_UNIT_DOUBTFUL"
    MONEY_POINT_DOUBTFUL = "MONEY_POINT_DOUBTFUL"
    INTEGER_UNREADABLE = "INTEGER_UNREADABLE"
    ENUM_UNKNOWN = "ENUM_UNKNOWN"
    NOT_A_NAME = "NOT_A_NAME"
    NAME_UNKNOWN = "NAME_UNKNOWN"
    NAME_WITH_DIGITS = "NAME_WITH_DIGITS"
    NAME_DITTO = "NAME_DITTO"
    DITTO = "DITTO"
    SEVERAL_NAMES = "SEVERAL_NAMES"
    PUA_CHARACTER = "PUA_CHARACTER"
    PAIR_MISTYPED = "PAIR_MISTYPED"
    SHORTENED = "SHORTENED"
    MERGED = "MERGED"
    MERGED_PHONE = "MERGED_PHONE"
    SAYS_ENDED = "SAYS_ENDED"


class Value(NamedTuple):
    """Canonical text (None: blank or unreadable) and the problem (None: none). A doubtful name keeps its text."""

    text: str | None
    problem: Problem | None = None


LONGEST = 32_000
"""Characters a spreadsheet keeps in one cell, nearly."""
SHORTENED = "……【内容过长，以下未显示】"
"""Ends a cell of a correction workbook that holds only the beginning of a longer text."""
SURPLUS = "【本行多出一列，请把各格放回正确的列，再删去这个标记】"
"""Ends a cell of a correction workbook's row that had more cells than there are headings."""
BLANK = Value(None)
DASHES = frozenset({"", "-", "--", "---", "—", "——", "－", "/", "//", "／", "\\"})
STROKES = DASHES | CELL_ERRORS | {"#N/A", "N/A", "n/a", "NULL", "null", "None", "nan", "NaN"}
"""What departments write into a cell that has no value."""
UNSAID = DASHES | {"NULL", "null", "None", "nan", "NaN"}
"""The same without words and errors, where these may say something."""
NO_WORDS = frozenset({"无", "空", "暂无", "不详", "未知"})
"""The same where the column holds no free text."""
NOBODY = NO_WORDS | {
    "匿名", "无名氏", "无名", "不愿透露", "不愿透露姓名", "待核实", "不清楚", "某", "某某", "本人", "户主", "患者", "家属", "男", "女", "群众", "居民",
    "村民", "困难户", "困难群众", "低保户", "特困户", "五保户", "贫困户", "脱贫户",
}  # fmt: skip
"""Said instead of a name."""
DITTO = re.compile(r"[\"“”'〃″′]+|[(\"“]?(?:同[上前左]|同上[行格例]|同前[行格])[)\"”]?")
"""Said instead of what stands in the row above. Never filled in from there: that row may have been moved, or be left out."""
COMPOUND = re.compile(
    "^(?:欧阳|司马|上官|诸葛|东方|皇甫|尉迟|公孙|慕容|令狐|司徒|司空|夏侯|长孙|宇文|轩辕|端木|独孤|南宫|西门|东郭|百里|呼延|澹台|公冶|宗政|濮阳|淳于|单于|太史|申屠|钟离|第五|闻人|赫连)$"
)
SHORT_NAME = re.compile(r"^[\u3400-\u9fff\U00020000-\U000323af]{1,3}$")
SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧肖程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆"
    "郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文翟齐焦宗国逯亓谷栾"
)
"""Characters with which a second name begins behind 和 or 与; without one, these may stand within a name (买买提和加)."""
SEVERAL = re.compile(
    r"[\u3400-\u9fff·]{2,}\s*[、,;/|&+\n\r]\s*[\u3400-\u9fff·]{2,}.*"
    rf"|[\u3400-\u9fff]{{2,4}}[和与](?:[{SURNAMES}][\u3400-\u9fff]{{1,3}}|其.+|(?:妻|丈夫|儿|女|父|母|配偶|家人|家属|老伴|爱人|孙).*)"
    r"|[\u3400-\u9fff]{2,}(?:以及|及).+"
    r"|.{2,}等(?:[\d一二三四五六七八九十两几多]*(?:人|户|口|名)|$)|.{2,}(?:夫妇|夫妻|父子|母子|父女|母女|一家|全家)",
    re.DOTALL,
)
"""Two people in one cell."""
ONLY_NUMBERS = re.compile(r"^[\d\s.,/*xX()+-]*\d[\d\s.,/*xX()+-]*$")
NEUTRALISED = "=+-@\t\r"
NO_PLAIN_DIGIT = re.compile(
    r"[\u00b2\u00b3\u00b9\u00bc-\u00be\u2070-\u2089\u2150-\u2189\u2460-\u249b\u24ea-\u24ff\u2776-\u2793\u3220-\u3229\u3280-\u3289]"
)
"""①, ², ½: marks of a footnote as often as numbers. Folding would glue them to the digits before them."""
MONEY = re.compile(r"^(?:人民币|RMB|CNY|¥|￥)?([-+]?)(?:¥|￥)?([\d,]*\.?\d*)(万|亿)?(?:元|块)?(?:整)?(?:人民币)?$")
GROUPED = re.compile(r"^(?:\d+|\d{1,3}(?:,\d{3})+|\d{1,4}(?:,\d{4})+)?(?:\.\d*)?$")
TWO_NUMBERS = re.compile(r"\d\s+(?!\d{3}(?!\d))[.,]?\d")
"""A blank between digits that is no mark of thousands: two numbers in one cell."""
DOT_FOR_THOUSANDS = re.compile(r"^[1-9]\d{0,2}\.\d{3}$")
"""30.500: thirty yuan and a half, or thirty thousand and five hundred."""
TIMES = {None: 1, "": 1, "万": 10_000, "亿": 100_000_000}
CENT = Decimal("0.01")
LARGEST = Decimal("1e13")
MOST_OF_A_UNIT = 1_000
"""From 1,000 on, a number under a heading in 万元 is more likely one of yuan."""
INTEGER = re.compile(r"^([-+]?\d{1,9})(?:\.0+)?(?:人|口|口人|岁|周岁|次|天|个|户)?$")


def clean(text: str) -> str:
    """Text without outer blanks, without the apostrophe or ="…" that keeps a spreadsheet from reading it as a number,
    and with blanks for line breaks."""
    text = text.strip()
    if len(text) > 3 and text.startswith('="') and text.endswith('"'):
        text = text[2:-1]
    if len(text) > 1 and text[0] == "'" and (text[1] in NEUTRALISED or text[1].isdigit()):
        text = text[1:]
    return " ".join(text.split()) if ("\n" in text or "\r" in text or "\t" in text) else text.strip()


def shortened(text: str) -> str:
    """The text, or as much of it as fits one cell, with the mark that says so."""
    return text if len(text) <= LONGEST else text[: LONGEST - len(SHORTENED)] + SHORTENED


def narrow(text: str) -> str:
    """Half width, without any blank."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def is_blank(text: str, free_text: bool) -> bool:
    """True for an empty cell and for the strokes that stand for one; outside free text also for 无 and its kin."""
    return text in STROKES or (not free_text and text in NO_WORDS)


def read_text(text: str) -> Value:
    return Value(text) if text else BLANK


def read_name(text: str) -> Value:
    """The name as written, with what is doubtful about it: a number or a day in its place, nobody's name, digits in it."""
    plain = narrow(text)
    if DITTO.fullmatch(plain):
        return Value(None, Problem.NAME_DITTO)
    text = _joined(text)
    if several_people(text) or _two_names(text):
        return Value(text, Problem.SEVERAL_NAMES)
    if ONLY_NUMBERS.match(plain):
        return Value(text, Problem.NOT_A_NAME)
    if plain in NOBODY or not any(map(str.isalpha, plain)):
        return Value(text, Problem.NAME_UNKNOWN)
    return Value(text, Problem.NAME_WITH_DIGITS if any(map(str.isdigit, plain)) else None)


def _joined(text: str) -> str:
    """A name that was spread out with blanks (王 伟, 欧阳 锋), without them; others as they are."""
    parts = text.split()
    if len(parts) < 2 or not all(map(SHORT_NAME.match, parts)) or len("".join(parts)) > len("欧阳某某"):
        return text
    return "".join(parts) if len(min(parts, key=len)) == 1 or COMPOUND.match(parts[0]) else text


def _two_names(text: str) -> bool:
    """True for 张三 李四."""
    parts = text.split()
    return len(parts) > 1 and all(map(SHORT_NAME.match, parts)) and len(min(parts, key=len)) > 1


def is_ditto(text: str) -> bool:
    """True for 同上 and its marks."""
    return DITTO.fullmatch(narrow(text)) is not None


def several_people(text: str) -> bool:
    """True for a cell with more than one name: 甲某、乙某, a name in each line, 甲某等3人."""
    return SEVERAL.fullmatch(unicodedata.normalize("NFKC", text).strip()) is not None


def read_money(text: str, times: int = 1) -> Value:
    """Yuan as plain decimal text: no point for whole yuan, else two decimals (more are rounded half up to the fen).
    `times` is the heading's unit (10,000 for 万元, 0 where it names several) and counts where the cell names none."""
    doubtful, text = _is_no_single_number(text), narrow(text)
    found = MONEY.match(text)
    if doubtful or not found or not GROUPED.match(found.group(2)):
        return Value(None, Problem.MONEY_UNREADABLE)
    try:
        amount = Decimal(found.group(2).replace(",", ""))
    except InvalidOperation:
        return Value(None, Problem.MONEY_UNREADABLE)
    own_unit = found.group(3) or text.endswith(("元", "块", "整", "元人民币"))
    if not own_unit and amount and (not times or (times > 1 and amount >= MOST_OF_A_UNIT)):
        return Value(None, Problem.MONEY_UNIT_DOUBTFUL)
    scale = TIMES[found.group(3)] if own_unit else times
    if scale == 1 and DOT_FOR_THOUSANDS.match(found.group(2)):
        return Value(None, Problem.MONEY_POINT_DOUBTFUL)
    amount *= scale
    if amount >= LARGEST:
        return Value(None, Problem.MONEY_UNREADABLE)
    cents = amount.quantize(CENT, ROUND_HALF_UP)
    plain = str(int(cents)) if cents == cents.to_integral_value() else str(cents)
    return Value(f"-{plain}" if found.group(1) == "-" and cents else plain)


def _is_no_single_number(text: str) -> bool:
    """True where folding would glue a footnote or a second number to the first."""
    return NO_PLAIN_DIGIT.search(text) is not None or TWO_NUMBERS.search(text) is not None


def read_integer(text: str) -> Value:
    """A whole number in digits, with or without 人, 岁, 次 …"""
    found = None if _is_no_single_number(text) else INTEGER.match(narrow(text))
    return Value(str(int(found.group(1)))) if found else Value(None, Problem.INTEGER_UNREADABLE)


def read_phone(text: str) -> Value:
    """The digits as written, in half width without blanks."""
    text = narrow(text).lstrip("'")
    return Value(text.removesuffix(".0")) if text else BLANK


def read_pair(text: str) -> Value:
    """The number of a pair that we asked about, as we write it."""
    number = read_pair_number(text)
    return Value(number) if number else Value(None, Problem.PAIR_MISTYPED)


def spellings(column: Column) -> dict[str, str]:
    """Every folded spelling of an enum's values → the value."""
    return {narrow(word).upper(): value for value, others in column.values.items() for word in (*others, value)}


def read_enum(text: str, known: dict[str, str]) -> Value:
    """The value of which this is a spelling."""
    value = known.get(narrow(text).upper())
    return Value(value) if value is not None else Value(None, Problem.ENUM_UNKNOWN)
