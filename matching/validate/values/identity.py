"""What kind of thing stands in an identity number's cell.

Belongs here: cleaning and classifying one number. Does not belong here: repairing it (never done: a lost digit is
lost), upgrading 15 digits to 18 (matching.standardise) and comparing two numbers (matching.link).
"""

import re
import unicodedata
from datetime import date
from enum import StrEnum

from stdnum.cn.ric import calc_check_digit

from matching.validate.values.cells import NO_PLAIN_DIGIT

CARD_IDENTITY = 18
"""A disability card begins with the 18 characters of the identity number."""
PARTS = re.compile(f"{NO_PLAIN_DIGIT.pattern}|{NO_PLAIN_DIGIT.pattern.replace('[', '[^', 1)}+")
BLANKS = re.compile(r"[\s'‘’`´\"“”·.,。、\-_—:]+")
SCIENTIFIC = re.compile(r"^\d(?:\.\d*)?E\+?\d+$", re.IGNORECASE)
MASKS = str.maketrans(dict.fromkeys("*×●•◆■□?﹡∗#", "*"))
MASK_LETTERS = re.compile(r"[Xx]{2,}")
MASKED = re.compile(r"^[0-9*]*\*[0-9*]*X?$")
EIGHTEEN = re.compile(r"^[0-9]{17}[0-9X]$")
FIFTEEN = re.compile(r"^[0-9]{15}$")
LOST_DIGITS = re.compile(r"^[0-9]{15}0{3,}$")
"""A number that ends in three zeros at places 16 to 18: what a spreadsheet leaves of a longer one. One in eleven of them has
a right check digit by chance, so the neighbours decide whether it is believed."""

CARD = re.compile(r"^[0-9*]{17}[0-9X*]([1-7])([1-4])")
CARD_KINDS = dict(zip("1234567", ("视力", "听力", "言语", "肢体", "智力", "精神", "多重"), strict=True))
CARD_LEVELS = dict(zip("1234", ("一级", "二级", "三级", "四级"), strict=True))


class IdStatus(StrEnum):
    """valid: 18 characters, check digit right; valid15: an old number of 15 digits; checksum: 18 characters, check digit
    wrong; masked: digits hidden on purpose; damaged: digits lost by a spreadsheet; malformed: anything else."""

    MISSING = "missing"
    VALID = "valid"
    VALID15 = "valid15"
    CHECKSUM = "checksum"
    MASKED = "masked"
    DAMAGED = "damaged"
    MALFORMED = "malformed"


def clean_number(text: str) -> str:
    """The text in half width without blanks, apostrophes and separators, masks as *, a last x as X."""
    text = "".join(part if NO_PLAIN_DIGIT.match(part) else unicodedata.normalize("NFKC", part) for part in PARTS.findall(text))
    text = text.strip()
    if SCIENTIFIC.match(text.replace(" ", "")):
        return text.replace(" ", "").upper()
    text = BLANKS.sub("", text).translate(MASKS)
    text = MASK_LETTERS.sub(lambda run: "*" * len(run.group()), text)
    return text.upper()


def classify(number: str) -> IdStatus:
    """The status of a cleaned number. A number whose birthday does not exist is malformed, unless its check digit is
    wrong too: then one mistyped digit may explain both."""
    if not number:
        return IdStatus.MISSING
    if SCIENTIFIC.match(number):
        return IdStatus.DAMAGED
    if MASKED.match(number):
        return IdStatus.MASKED
    if EIGHTEEN.match(number):
        return _eighteen(number)
    if LOST_DIGITS.match(number):
        return IdStatus.DAMAGED
    if FIFTEEN.match(number) and _is_day(f"19{number[6:12]}"):
        return IdStatus.VALID15
    return IdStatus.MALFORMED


def _eighteen(number: str) -> IdStatus:
    if calc_check_digit(number) != number[17]:
        return IdStatus.DAMAGED if LOST_DIGITS.match(number) else IdStatus.CHECKSUM
    return IdStatus.VALID if _is_day(number[6:14]) else IdStatus.MALFORMED


def _is_day(digits: str) -> bool:
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:])).year >= 1880
    except ValueError:
        return False


def classify_card(card: str) -> IdStatus:
    """The status of a cleaned disability card by its first 18 characters; a bare identity number is judged as one."""
    if LOST_DIGITS.match(card) and len(card) > CARD_IDENTITY:
        return IdStatus.DAMAGED
    return classify(card[:CARD_IDENTITY]) if len(card) > CARD_IDENTITY and not SCIENTIFIC.match(card) else classify(card)


def said_by_card(card: str | None) -> tuple[str | None, str | None]:
    """Kind and level of the disability that places 19 and 20 of a card say."""
    found = CARD.match(card or "")
    return (CARD_KINDS[found.group(1)], CARD_LEVELS[found.group(2)]) if found else (None, None)
