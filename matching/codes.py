"""Short codes for clues, samples and the questions that people answer on a form, and the check digit of a slip's number.

Belongs here: making a code from what it stands for, and reading one that people copied. Does not belong here: counting slip
numbers (matching.pipeline.numbering).
"""

import base64
import hashlib
import re
import unicodedata

from stdnum.iso7064 import mod_11_10, mod_37_36

CROCKFORD = bytes.maketrans(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", b"0123456789ABCDEFGHJKMNPQRSTVWXYZ")
"""Base32 without letters that look like digits."""
PAIR, PLACE = "YP", "DD"
"""What a number stands for: a pair in clerical review, a record whose unit people name."""
LENGTH = 10
SLIP_LENGTH = 11
PRINTED = re.compile(r"[^\d]+(\d{4})[^\d]*(\d{1,6})[^\d]*")
PLAIN = re.compile(r"(\d{4})-(\d{6})")


def short_code(text: str) -> str:
    """Ten characters of Crockford's base32 over the SHA-256 of a text."""
    return base64.b32encode(hashlib.sha256(text.encode()).digest()[:LENGTH]).translate(CROCKFORD)[:LENGTH].decode()


def pair_number(subject_key: str, person_id: str) -> str:
    """The number of a pair."""
    return _number(PAIR, f"{subject_key}|{person_id}")


def sample_number(*told: str) -> str:
    """What a blind sample is called, after all that it was drawn by."""
    return f"CY-{short_code('|'.join(told))}"


def place_number(record_id: str) -> str:
    """The number of a record whose unit people are asked for."""
    return _number(PLACE, record_id)


def _number(prefix: str, text: str) -> str:
    """YP-XXXXX-XXXXX-C, C being the check character of ISO 7064 MOD 37-36 over the ten."""
    code = short_code(text)
    return f"{prefix}-{code[:5]}-{code[5:]}-{mod_37_36.calc_check_digit(code)}"


def read_number(text: str) -> str | None:
    """The number as we write it, however blanks, hyphens, width and case came back; None if it is none of ours, or one
    character of it is wrong or two have changed places."""
    plain = "".join(char for char in unicodedata.normalize("NFKC", text).upper() if char.isalnum())
    prefix, code = plain[:2], plain[2:]
    if len(code) != LENGTH + 1 or prefix not in (PAIR, PLACE) or not mod_37_36.is_valid(code):
        return None
    return f"{prefix}-{code[:5]}-{code[5:LENGTH]}-{code[LENGTH]}"


def slip_code(year: int, number: int) -> str:
    """A slip's year and number as eleven digits, the last of which is the check digit of ISO 7064 MOD 11,10 over the others."""
    body = f"{year:04d}{number:06d}"
    return body + str(mod_11_10.calc_check_digit(body))


def read_slip_code(text: str) -> tuple[int, int] | None:
    """Year and number of a slip's code; None if it is none, or one digit of it is wrong."""
    plain = "".join(char for char in unicodedata.normalize("NFKC", text) if char.isalnum())
    if not (plain.isascii() and plain.isdigit() and len(plain) == SLIP_LENGTH and mod_11_10.is_valid(plain)):
        return None
    return int(plain[:4]), int(plain[4:-1])


def read_slip_number(text: str) -> str | None:
    """A slip's number as people copied it: its code (eleven digits that agree with their check digit) as it is, a 文号 in any of its spellings
    as year-number, which no digit guards. None for anything else."""
    plain = "".join(unicodedata.normalize("NFKC", text).split())
    if (code := read_slip_code(plain)) is not None:
        return slip_code(*code)
    printed = PLAIN.fullmatch(plain) or PRINTED.fullmatch(plain)
    return f"{printed[1]}-{int(printed[2]):06d}" if printed else None


def parse_slip_number(number: str) -> tuple[int, int, bool]:
    """Year and number of what `read_slip_number` gave back, and whether a check digit guarded them."""
    if (code := read_slip_code(number)) is not None and "-" not in number:
        return *code, True
    return int(number[:4]), int(number[5:]), False
