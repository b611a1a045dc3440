"""A day or a month as departments write it → ISO text, or the code of the problem.

Belongs here: spellings of days and months. Does not belong here: other cells (values), and which days are allowed
(rules, period). Nothing here guesses: a day of two readings is a problem.
"""

import re
import unicodedata
from datetime import date, timedelta

from matching.validate.values.cells import BLANK, DASHES, NO_PLAIN_DIGIT, Problem, Value, narrow

EXCEL_EPOCH = date(1899, 12, 30)
SERIALS = range(10_000, 80_000)
YEARS = range(1900, 2101)
CENTURY_START = date(1900, 1, 1)
"""What programs write for no date at all; nobody alive was born then."""
LIKE_A_YEAR = range(18_800, 21_010)
"""20265 is a spreadsheet's day in 1955, and what is left of 2026.5: both readings, so neither."""
CHINA = timedelta(hours=8)
ZONE = r"(?P<zone>Z|[+-]\d{2}:?\d{2})?"
DAYTIME = r"(?:上午|下午|晚上|凌晨|早上|早晨|清晨|中午|傍晚|夜间|夜里|深夜|晚|早|AM|PM)"
CLOCK = r"(?P<clock>\d{1,2}[:时点]\s*(?:\d{1,2}[:分]?(?:\s*\d{1,2}(?:\.\d+)?秒?)?)?)"
TIME = rf"(?:日|号)?[T\s]*(?:{DAYTIME}?\s*{CLOCK}\s*(?:AM|PM)?\s*{ZONE}|{DAYTIME})?(?:许|左右)?"
YEAR_FIRST = re.compile(rf"^(\d{{4}})[-/.年_]\s*(\d{{1,2}})[-/.月_]\s*(\d{{1,2}}){TIME}$", re.IGNORECASE)
PACKED = re.compile(rf"^(\d{{4}})(\d{{2}})(\d{{2}})(?:\d{{4}}|\d{{6}}|{TIME})$", re.IGNORECASE)
YEAR_LAST = re.compile(rf"^(\d{{1,2}})[-/.](\d{{1,2}})[-/.](\d{{4}}){TIME}$", re.IGNORECASE)
SHORT_YEAR = re.compile(rf"^\d{{1,2}}[-/.年]\d{{1,2}}[-/.月]\d{{1,2}}{TIME}$", re.IGNORECASE)
SERIAL = re.compile(r"^(\d{5})(\.\d+)?$")
WEEKDAY = re.compile(r"\s*\(?(?:星期|周|礼拜)[一二三四五六日天]\)?\s*")
CHINESE_DAY = re.compile(r"^[〇○零一二三四五六七八九]{4}年[一二三四五六七八九十]{1,3}月[一二三四五六七八九十]{1,3}[日号]$")
CHINESE_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
MONTH = re.compile(r"^(\d{4})(?:[-/.年_](\d{1,2})月?(?:份)?|(\d{2}))$")
CUT_MONTH = re.compile(r"^\d{4}\.1$")
END_OF_MONTH = re.compile(r"(?<=月)份?月?[底末]$")
UP_TO = re.compile(r"^(?:截止到?|截至|至|到)(?=\d)|(?<=[\d月日])(?:为?止|到期)$")
NO_END = frozenset(
    {"无", "空", "暂无", "长期", "长期有效", "无固定期限", "无限期", "至今", "未停", "未停发", "未停止", "在享", "正常"}
)
"""Said of a benefit that goes on."""
FAR_END = re.compile(r"^9999\D?12(?:\D?31)?(?:\D.*)?$")
"""What programs write for no end."""
ENDED = "0000-00"
"""An end that nobody can date, before every month: such a benefit covers nobody."""
NOT_BEGUN = "9999-99"
"""A start that nobody can read, after every month: such a benefit covers nobody, either."""


def read_date(text: str) -> Value:
    """ISO date in China. A year of two digits, month and day that may be exchanged, a number that may be a spreadsheet's
    day or a year and a month, or a moment of another zone on another day here, is DATE_AMBIGUOUS."""
    if NO_PLAIN_DIGIT.search(text):
        return Value(None, Problem.DATE_UNREADABLE)
    text = WEEKDAY.sub(" ", unicodedata.normalize("NFKC", text)).strip()
    squeezed = re.sub(r"\s*([年月日号./\-])\s*", r"\1", re.sub(r"[。、,](?=\s*\d)", ".", text)).rstrip(".。")
    if CHINESE_DAY.match(squeezed):
        squeezed = _in_digits(squeezed)
    if found := YEAR_FIRST.match(squeezed) or PACKED.match(squeezed):
        return _in_china(_day(*map(int, found.groups()[:3])), found)
    if found := YEAR_LAST.match(squeezed):
        return _in_china(_year_last(*map(int, found.groups()[:3])), found)
    if found := SERIAL.match(squeezed):
        return _serial(int(found.group(1)), found.group(2) or "")
    return Value(None, Problem.DATE_AMBIGUOUS if SHORT_YEAR.match(squeezed) else Problem.DATE_UNREADABLE)


def _in_digits(text: str) -> str:
    """二〇二六年十一月二十三日 as 2026年11月23日."""
    year, rest = text.split("年")
    month, day = rest[:-1].split("月")
    return f"{year.translate(CHINESE_DIGITS)}年{_small_number(month)}月{_small_number(day)}日"


def _small_number(word: str) -> str:
    tens, ten, ones = word.rpartition("十")
    if not ten:
        return word.translate(CHINESE_DIGITS)
    return (tens.translate(CHINESE_DIGITS) or "1") + (ones.translate(CHINESE_DIGITS) or "0")


def _in_china(day: Value, found: re.Match[str]) -> Value:
    """The day, if it is the same one in China."""
    zone, clock = found.group("zone"), found.group("clock")
    if day.text is None or not zone or not clock:
        return day
    digits = zone.lstrip("+-").replace(":", "")
    offset = timedelta() if zone in "Zz" else timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    hour, minute = (int(part) for part in (*re.findall(r"\d+", clock), "0")[:2])
    moment = timedelta(hours=hour, minutes=minute) - (-offset if zone[0] == "-" else offset) + CHINA
    return day if timedelta() <= moment < timedelta(days=1) else Value(None, Problem.DATE_AMBIGUOUS)


def _day(year: int, month: int, day: int) -> Value:
    try:
        value = date(year, month, day)
    except ValueError:
        return Value(None, Problem.DATE_UNREADABLE)
    return Value(value.isoformat()) if year in YEARS and value > CENTURY_START else Value(None, Problem.DATE_UNREADABLE)


def _year_last(first: int, second: int, year: int) -> Value:
    readings = {_day(year, first, second).text, _day(year, second, first).text} - {None}
    if len(readings) > 1:
        return Value(None, Problem.DATE_AMBIGUOUS)
    return Value(readings.pop()) if readings else Value(None, Problem.DATE_UNREADABLE)


def _serial(days: int, moment: str) -> Value:
    """The day of a spreadsheet's serial number; `moment`: its fraction, which says the time of day."""
    if days not in SERIALS:
        return Value(None, Problem.DATE_UNREADABLE)
    if days in LIKE_A_YEAR and (days % 10 or moment.strip(".0")):
        short = len(moment) in (2, 3, 4) and moment.strip(".0")
        return Value(None, Problem.DATE_UNREADABLE if short else Problem.DATE_AMBIGUOUS)
    return Value((EXCEL_EPOCH + timedelta(days=days)).isoformat())


def read_month(text: str) -> Value:
    """YYYY-MM, from a month, its end (11月底), or a day in it. 2026.1 is MONTH_AMBIGUOUS: a spreadsheet
    writes October so, too."""
    text = END_OF_MONTH.sub("", narrow(text))
    if CUT_MONTH.match(text):
        return Value(None, Problem.MONTH_AMBIGUOUS)
    if found := MONTH.match(text):
        year, month = int(found.group(1)), int(found.group(2) or found.group(3))
        if year in YEARS and 1 <= month <= 12:
            return Value(f"{year}-{month:02d}")
        return Value(None, Problem.MONTH_UNREADABLE)
    day = read_date(text)
    if day.text is not None:
        return Value(day.text[:7])
    return Value(None, Problem.MONTH_AMBIGUOUS if day.problem is Problem.DATE_AMBIGUOUS else Problem.MONTH_UNREADABLE)


def read_end_month(text: str) -> Value:
    """The last month of a benefit, blank for one that goes on. What cannot be read is ENDED with its problem, never blank:
    a blank end would cover the person for ever."""
    text = narrow(text)
    if text in DASHES or text in NO_END or FAR_END.match(text):
        return BLANK
    month = read_month(UP_TO.sub("", text))
    return month if month.problem is None else Value(ENDED, month.problem)


def read_start_month(text: str) -> Value:
    """The first month of a benefit. One that cannot be read is NOT_BEGUN with its problem, never blank: a blank start would
    cover the person before the benefit begins. Of 2026.1 the later reading counts: until then it may not have begun."""
    month = read_month(text)
    if month.problem is None:
        return month
    cut = CUT_MONTH.match(narrow(text))
    return Value(f"{cut.group()}0".replace(".", "-") if cut else NOT_BEGUN, month.problem)


def last_whole_month(text: str) -> str | None:
    """The last month that is over by a day, or before a month; None if neither can be read."""
    day = read_date(text).text
    month = read_month(text).text
    if day is None and month is None:
        return None
    ends = date.fromisoformat(day) + timedelta(days=1) if day else date.fromisoformat(f"{month}-01")
    return f"{ends.replace(day=1) - timedelta(days=1):%Y-%m}"
