"""How a careful user of a general tool standardises: with pandas, a Python call for each cell.

Belongs here: the columns that Splink is given here, made that way, to be timed. Does not belong here: Splink itself (tests.benchmarks.rival),
which is given our columns: they are better than these.
"""

import re
import unicodedata
from collections.abc import Callable
from operator import itemgetter
from typing import Any

import opencc
import pandas as pd
import pyarrow as pa
from pypinyin import lazy_pinyin
from stdnum.cn.ric import calc_check_digit

from matching.district import District

Clean = Callable[[str], Any]
SIMPLE = opencc.OpenCC("t2s")


def narrow(text: str) -> str:
    """NFKC without blanks."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))


def name(text: str) -> str:
    """Dots and titles off, variants as one."""
    plain: str = SIMPLE.convert(re.sub(r"[·.]|先生|女士", "", narrow(text)))
    return plain


def sound(plain: str) -> str:
    """Pinyin without tones."""
    return "".join(lazy_pinyin(plain))


def number(text: str) -> str:
    """18 digits; 15 made to 18."""
    plain = re.sub(r"[^0-9X*]", "", narrow(text).upper())
    if len(plain) == 15 and plain.isdigit():
        old = f"{plain[:6]}19{plain[6:]}"
        return old + calc_check_digit(old + "0")
    return plain


def day(text: str) -> str | None:
    """A day as ISO writes it."""
    found = re.match(r"(\d{4})\D?(\d{1,2})\D?(\d{1,2})", narrow(text))
    return f"{found[1]}-{int(found[2]):02d}-{int(found[3]):02d}" if found else None


def phone(text: str) -> str:
    """Digits only."""
    return re.sub(r"\D", "", unicodedata.normalize("NFKC", text)).removeprefix("86")


def of_number(plain: str) -> tuple[bool, str | None, str | None]:
    """Whether a number is valid, and the birthday and sex that it tells then."""
    if len(plain) != 18 or not plain[:17].isdigit() or calc_check_digit(plain) != plain[-1]:
        return False, None, None
    return True, f"{plain[6:10]}-{plain[10:12]}-{plain[12:14]}", "男" if int(plain[16]) % 2 else "女"


def address(district: District) -> Clean:
    """A reader of addresses: the code of the unit, the words behind it, the numbers behind these."""
    names = dict(sorted(district.unit_names.items(), key=lambda item: -len(item[0])))
    own = re.compile(f"^(?:{district.province}|{district.city}|{district.name})+")

    def read(text: str) -> tuple[str | None, str, str]:
        plain = own.sub("", narrow(text))
        unit = next((known for known in names if plain.startswith(known)), "")
        words = re.match(r"\D*", plain[len(unit) :]).group()  # type: ignore[union-attr]
        return names.get(unit), words, re.sub(r"\D+", "-", plain[len(unit) + len(words) :]).strip("-")

    return read


def standardise_per_row(table: pa.Table, district: District) -> pd.DataFrame:
    """The columns that Splink is given, made from RAW_PEOPLE cell by cell."""
    raw = table.to_pandas()

    def each(cells: Any, clean: Clean) -> Any:
        return cells.map(clean, na_action="ignore")

    made = pd.DataFrame({"name": each(raw["name"], name)})
    made["pinyin"], made["surname"] = each(made["name"], sound), each(made["name"], itemgetter(0))
    made["id_number"] = each(raw["id_number"], number)
    told, made["born"] = each(made["id_number"], of_number), each(raw["birth_date"], day)
    made["id_valid"] = each(told, itemgetter(0))
    made["birth"] = each(told, itemgetter(1)).fillna(made["born"])
    made["sex"] = each(told, itemgetter(2)).fillna(raw["sex"])
    made["phone"] = each(raw["phone"], phone)
    township, home = (each(raw[column], address(district)) for column in ("township", "address"))
    made["unit"] = each(township, itemgetter(0)).fillna(each(home, itemgetter(0)))
    made["village"], made["house"] = (each(home, itemgetter(place)) for place in (1, 2))
    return made
