"""Identity numbers and telephone numbers that are well formed and belong to nobody.

Belongs here: making numbers. Does not belong here: damaging them (matching.synthetic.errors).
Identity numbers follow GB 11643: county, birth date, a sequence that is odd for men, and the check digit of
ISO 7064 MOD 11-2. The two county codes are not allocated, so no number made here can be a real person's.
"""

from datetime import date
from random import Random

from stdnum.cn.ric import calc_check_digit

HOME_COUNTY = "370399"
"""Stands for the district."""
OTHER_COUNTY = "370398"
"""Stands for everywhere else."""
PHONE_PREFIX = "199"


def check_digit(body: str) -> str:
    """The 18th character of a number of 17 digits. (The library leaves off the last character of what it is given.)"""
    return str(calc_check_digit(f"{body}?"))


class NumbersExhausted(ValueError):
    """A birth date has no free sequence number left for that sex."""


class IdentityNumbers:
    """Hands out identity numbers of one county, each once."""

    def __init__(self, county: str, rng: Random) -> None:
        self._county, self._rng = county, rng
        self._used: set[str] = set()

    def draw(self, birth: date, sex: str) -> str:
        """A new valid 18-character number. `sex` is 男 or 女. Raises NumbersExhausted after 500 of one day and sex."""
        odd = sex == "男"
        start = self._rng.randrange(500)
        for step in range(500):
            sequence = 2 * ((start + step) % 500) + odd
            body = f"{self._county}{birth:%Y%m%d}{sequence:03d}"
            if sequence and body not in self._used:
                self._used.add(body)
                return body + check_digit(body)
        raise NumbersExhausted(f"no free sequence number left in county {self._county}")


class PhoneNumbers:
    """Hands out mobile numbers with a prefix of no one in particular, each once."""

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        self._used: set[str] = set()

    def draw(self) -> str:
        """A new number of 11 digits."""
        while True:
            number = f"{PHONE_PREFIX}{self._rng.randrange(10**8):08d}"
            if number not in self._used:
                self._used.add(number)
                return number


def is_valid(number: str) -> bool:
    """Whether a number has 18 characters, a birth date that exists and the right check digit."""
    if len(number) != 18 or not number[:17].isascii() or not number[:17].isdigit():
        return False
    try:
        date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    return number[17] == check_digit(number[:17])


def fifteen(number: str) -> str:
    """The first-generation form of a number of someone born in the 1900s: no century, no check digit."""
    return number[:6] + number[8:17]
