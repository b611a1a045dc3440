"""Short codes for clues and for pairs in clerical review.

Belongs here: making a code from what it stands for, and reading one that people copied. Does not belong here: slip numbers,
which are counted (matching.pipeline.numbering).
"""

import base64
import hashlib
import unicodedata

from stdnum.iso7064 import mod_37_36

CROCKFORD = bytes.maketrans(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", b"0123456789ABCDEFGHJKMNPQRSTVWXYZ")
"""Base32 without letters that look like digits."""
PAIR = "YP"
LENGTH = 10


def short_code(text: str) -> str:
    """Ten characters of Crockford's base32 over the SHA-256 of a text."""
    return base64.b32encode(hashlib.sha256(text.encode()).digest()[:LENGTH]).translate(CROCKFORD)[:LENGTH].decode()


def pair_number(subject_key: str, person_id: str) -> str:
    """The number of a pair: YP-XXXXX-XXXXX-C, C being the check character of ISO 7064 MOD 37-36 over the ten."""
    code = short_code(f"{subject_key}|{person_id}")
    return f"{PAIR}-{code[:5]}-{code[5:]}-{mod_37_36.calc_check_digit(code)}"


def read_pair_number(text: str) -> str | None:
    """The number as we write it, however blanks, hyphens, width and case came back; None if it is none of ours, or one
    character of it is wrong or two have changed places."""
    plain = "".join(char for char in unicodedata.normalize("NFKC", text).upper() if char.isalnum())
    code = plain.removeprefix(PAIR)
    if len(code) != LENGTH + 1 or not plain.startswith(PAIR) or not mod_37_36.is_valid(code):
        return None
    return f"{PAIR}-{code[:5]}-{code[5:LENGTH]}-{code[LENGTH]}"
