"""What a row says of its person in two places: the number against the columns.

Belongs here: the helper columns id__… and person__trace. Does not belong here: reading cells (frame, identity) and how
far the two places may differ (expectations/).
"""

from datetime import date

import pandas as pd

from matching.contracts import TableContract
from matching.validate.values.grades import GRADE
from matching.validate.values.identity import IdStatus

ID_AGE_ODD = "ID_AGE_ODD"
"""The problem of a valid number whose birthday lies after the day of receipt, or too long ago."""
OLDEST = 120


def add_person(frame: pd.DataFrame, contract: TableContract, received_on: date) -> None:
    """Add the helper columns id__… and person__trace to the frame; mark an age that cannot be."""
    person = contract.person
    if person.id_number:
        born, frame["id__sex"] = _said_by_number(frame[person.id_number], frame[f"{person.id_number}__status"])
        frame["id__birth"] = born
        passed = f"{received_on:%m-%d}" >= born.str[5:]
        frame["id__age"] = received_on.year - pd.to_numeric(born.str[:4]) - 1 + passed.where(born.notna()).astype("float64")
        if person.age:
            frame["id__age_gap"] = (frame[f"{person.age}__number"] - frame["id__age"]).abs()
        if f"{GRADE}__age" in frame:
            frame["id__grade_gap"] = (frame[f"{GRADE}__age"] - frame["id__age"]).abs()
        odd = (frame["id__age"] < 0) | (frame["id__age"] > OLDEST)
        problem = f"{person.id_number}__problem"
        frame[problem] = frame[problem].astype("str").mask(odd, ID_AGE_ODD)
    traces = [person.id_number, person.phone, person.address, person.register_address, person.village, person.township]
    first = pd.Series(None, frame.index, dtype="str")
    for name in filter(None, traces):
        first = first.where(first.notna(), frame[name])
    frame["person__trace"] = first


def _said_by_number(number: pd.Series, status: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Birthday and sex by a valid number of 18 or 15 digits; null for the others."""
    short = status == IdStatus.VALID15
    number = number.where((status == IdStatus.VALID) | short)
    full = number.where(~short, number.str[:6] + "19" + number.str[6:] + "?") if short.any() else number
    born = full.str[6:10] + "-" + full.str[10:12] + "-" + full.str[12:14]
    sex = full.str[16].map({digit: "男" if int(digit) % 2 else "女" for digit in "0123456789"}).astype("str")
    return born, sex
