"""How values are written for officials: money, days, the hardship sentence.

Belongs here: formatting of single values and filling of templates. Does not belong here: what is said about
whom (matching.triage.clues) and layout (matching.publish).
"""

import re
import unicodedata
from collections.abc import Callable
from decimal import Decimal, InvalidOperation

from matching.calendar import say_day
from matching.contracts import FeedContract

BLANK = "未填"
PLACE = re.compile(r"\{(\w+)\}")


def one_line(text: str) -> str:
    """The text on one line: line breaks and control characters become a blank, blanks at the ends go."""
    visible = "".join(" " if unicodedata.category(char) in {"Cc", "Zl", "Zp"} else char for char in text)
    return " ".join(visible.split())


def say_money(amount: str | Decimal) -> str:
    """Yuan with thousands and two decimals, 23,000.00; text that is no number stays as it is."""
    try:
        return f"{Decimal(amount):,.2f}"
    except InvalidOperation:
        return str(amount)


def fill(template: str, say: Callable[[str], str]) -> str:
    """The template with each {place} said by `say`."""
    return PLACE.sub(lambda match: say(match.group(1)), template)


def places(template: str) -> list[str]:
    """The names of a template's {places}, in order."""
    return PLACE.findall(template)


def hardship(contract: FeedContract, values: dict[str, str]) -> str:
    """The contract's hardship sentence filled from a row's canonical values; a blank is said as 未填."""
    by_type: dict[str, Callable[[str], str]] = {"money": say_money, "date": say_day}

    def say(column: str) -> str:
        value = one_line(values.get(column) or "")
        return by_type.get(contract.column(column).type, str)(value) if value else BLANK

    return fill(contract.clue.hardship, say)
