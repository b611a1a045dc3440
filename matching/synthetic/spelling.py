"""Dates, amounts and periods in the ways departments write them.

Belongs here: spellings that keep the value. Does not belong here: spellings that lose it
(matching.synthetic.errors).
"""

import re
from datetime import date, datetime, time
from decimal import Decimal
from random import Random

from matching.contracts import Cadence
from matching.synthetic.habits import DateStyle, MoneyStyle

Cell = str | int | float | date | None
SHORT_DATE = re.compile(r"\d\d/\d\d/\d\d")
"""05/03/26: month first, two digits of the year; ambiguous up to the 12th."""
EXCEL_EPOCH = date(1899, 12, 30)
OTHER_STYLES: tuple[DateStyle, ...] = ("iso", "slash", "dot", "compact", "chinese", "short_us")
DEVIATION = 0.04
"""Share of the cells that a clerk typed in another style than the file's."""


def spell_date(day: date, style: DateStyle, rng: Random, excel: bool) -> Cell:
    """A date as a cell. Real date cells and serials exist in workbooks only; elsewhere they are written as text."""
    if rng.random() < DEVIATION:
        style = "serial" if excel and rng.random() < 0.3 else rng.choice(OTHER_STYLES)
    return write_date(day, style, rng, excel)


def write_date(day: date, style: DateStyle, rng: Random, excel: bool) -> Cell:
    """A date in just that style."""
    if style in ("cell", "serial") and not excel:
        style = "iso"
    if style == "cell":
        return day
    if style == "serial":
        return (day - EXCEL_EPOCH).days
    if style == "timed":
        moment = datetime.combine(day, time(rng.randrange(24), rng.randrange(60), rng.randrange(60)))
        return f"{moment:%Y-%m-%d %H:%M:%S}"
    return {
        "iso": f"{day:%Y-%m-%d}",
        "slash": f"{day.year}/{day.month}/{day.day}",
        "dot": f"{day.year}.{day.month}.{day.day}",
        "compact": f"{day:%Y%m%d}",
        "chinese": f"{day.year}年{day.month}月{day.day}日",
        "short_us": f"{day:%m/%d/%y}",
    }[style]


def spell_money(amount: Decimal, style: MoneyStyle, rng: Random, excel: bool) -> Cell:
    """An amount as a cell. 万 is used only where it loses nothing."""
    if style == "wan":
        tens = amount / 10000
        if tens * 100 == (tens * 100).to_integral_value() and rng.random() < 0.7:
            return f"{tens.normalize():f}万{rng.choice(('', '元'))}"
        style = rng.choice(("yuan", "plain"))
    if rng.random() < DEVIATION:
        style = rng.choice(("comma", "yuan", "plain"))
    text = f"{amount.normalize():f}" if amount == amount.to_integral_value() else f"{amount:.2f}"
    if style == "number" and excel:
        return float(amount)
    if style == "comma":
        return f"{amount:,.2f}"
    if style == "yuan":
        return f"{amount:,f}".removesuffix(".00") + "元"
    return text


def spell_period(cadence: Cadence, period: str, rng: Random) -> str:
    """The period as a file name or a title carries it."""
    match cadence:
        case Cadence.EVENT:
            day = date.fromisoformat(period)
            return rng.choice((f"{day:%Y%m%d}", f"{day.year}年{day.month}月{day.day}日", f"{day:%Y-%m-%d}"))
        case Cadence.WEEKLY:
            return rng.choice((f"{period[:4]}年第{int(period[6:])}周", period))
        case Cadence.MONTHLY:
            return rng.choice((f"{period[:4]}年{int(period[5:])}月", period[:4] + period[5:], period))
        case Cadence.ANNUAL:
            return f"{period}年度"
