"""The words of a clue: one person, all evidence of this run, ready for an officer to check.

Belongs here: putting a CLUES row together. Does not belong here: levels (matching.triage.levels), numbers and
states of slips (the ledger).
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any

from matching.calendar import say_day
from matching.district import District
from matching.installation import Installation
from matching.run import Run
from matching.triage.case import Case
from matching.triage.household import Household, RollView
from matching.triage.levels import Judgement
from matching.triage.past import Past, Told
from matching.triage.rules import SPECIAL_AIDS
from matching.triage.wording import hardship

Row = dict[str, Any]
BEFORE = 3
"""So many earlier records are named; the others are counted."""

NUMBER_CAVEATS = {
    "missing": "来源未提供身份证号",
    "checksum": "来源身份证号校验码不符",
    "masked": "来源身份证号有遮盖",
    "damaged": "来源身份证号被表格软件损坏",
    "malformed": "来源身份证号格式不符",
}


def age_on(person: Row, day: date) -> str | None:
    """Full years on a day, from the day of birth, else the age the source wrote."""
    if person["birth"]:
        born = date.fromisoformat(person["birth"])
        return str(max(0, day.year - born.year - ((day.month, day.day) < (born.month, born.day))))
    written = str(person["age"] or "").strip().removesuffix("岁")
    return written if written.isdecimal() else None


def say_source(told: Case | Told, district: District) -> str:
    """Who sent the record, in which list and row."""
    unit, contract = told.record["source_unit"], told.contract
    sender = district.unit(unit).name if contract.per_unit and unit else district.department(contract.department).name
    return f"{sender}《{contract.title}》第{told.record['row']}行"


def say_before(past: Past, case_id: str, district: District) -> list[str]:
    """What was told before of the person and of the household: where it stands, of what kind and when; nothing else of others."""
    closed = past.closed_clue(case_id)
    told = [f"此前的线索{closed[0]}已于{say_day(closed[1])}办结,本次为办结后的新情况"] if closed else []
    for word, earlier in (("此前另有记录", past.earlier_of(case_id)), ("同户此前另有记录", past.household_of(case_id))):
        named = [
            f"{say_source(one, district)}({one.contract.clue.kind},{say_day(one.day) if one.day else '日期不详'})"
            for one in earlier[:BEFORE]
        ]
        more = f"等{len(earlier)}条" if len(earlier) > BEFORE else ""
        told += [f"{word}:{'、'.join(named)}{more}"] if named else []
    return told


def residence(people: Iterable[Row]) -> str | None:
    """Where the person lives, as the first that says it wrote it."""
    told = (person["address"] or "".join(distinct([person["township"], person["village"]])) for person in people)
    return next(filter(None, told), None)


def distinct(texts: Iterable[str | None]) -> list[str]:
    """The texts without blanks and repeats, in order."""
    return list(dict.fromkeys(text for text in texts if text))


class ClueWriter:
    """Writes the clues of one run."""

    def __init__(self, run: Run, installation: Installation, rolls: RollView, past: Past) -> None:
        self._run, self._past = run, past
        self._district = installation.district
        self._rolls = rolls

    def write(self, clue_id: str, evidence: Sequence[Case], judgement: Judgement, household: Household) -> Row:
        """The CLUES row of a person; `evidence` has the opening case first."""
        opener = evidence[0]
        people = [case.person for case in evidence]
        unit, unit_from = opener.located()
        return {
            "clue_id": clue_id,
            "record_id": opener.record_id,
            "feed": opener.record["feed"],
            "kind": opener.contract.clue.kind,
            **identity(people),
            "age": next((age for person in people if (age := age_on(person, self._run.as_of))), None),
            "address": residence(people),
            "unit": unit,
            "unit_from": unit_from,
            **judgement._asdict(),
            "departments": self.departments(judgement.aid),
            "hardship": ";".join(distinct(hardship(case.contract, values_of(case)) for case in evidence)),
            "event_date": values_of(opener).get(opener.contract.clue.event_date),
            "amount": next((text for case in evidence if (text := amount_of(case))), None),
            "household": self._rolls.say_members(household),
            "benefits": self._rolls.say_benefits(household),
            "basis": self._basis(evidence),
            "source": ";".join(distinct(say_source(case, self._district) for case in evidence)),
            "evidence": [case.record_id for case in evidence],
            "opened_on": self._run.as_of.isoformat(),
            "follows": (self._past.closed_clue(opener.case_id) or (None,))[0],
        }

    def departments(self, aid: Iterable[str]) -> list[str]:
        """The departments that give the special aid among these kinds."""
        return distinct(self._district.department_for_aid(kind).key for kind in aid if kind in SPECIAL_AIDS)

    def _basis(self, evidence: Sequence[Case]) -> str:
        """Why the person is taken for new."""
        decision = evidence[0].roll_decision
        told = evidence[0].say((decision or {}).get("explanation") or "名册中未见身份证号一致或情况相近的人员")
        status = [case.person["id_status"] for case in evidence]
        caveat = [] if "valid" in status else [f"{text},身份待核实" for text in [NUMBER_CAVEATS.get(status[0])] if text]
        doubt = [f"与在办线索{clue_id}疑似同一人,请一并核实" for case in evidence if (clue_id := _doubtful(case))]
        moved = [self._moved(case) for case in evidence if case.has_moved]
        before = say_before(self._past, evidence[0].case_id, self._district)
        named = [
            f"承办单位由中心{case.assigned['assigned_by']}于{say_day(case.assigned['assigned_on'])}核实后指定"
            for case in evidence[:1]
            if case.assigned
        ]
        elsewhere = self._elsewhere(evidence[0])
        compared = f"{say_day(self._run.as_of)}与救助对象名册({len(self._rolls):,}人)比对:{told}"
        return ";".join(distinct([*moved, *named, *elsewhere, *before, compared, *caveat, *doubt]))

    def _elsewhere(self, case: Case) -> list[str]:
        """The units of the household register and of the sender, where they are not the lead unit."""
        lead, _ = case.located()
        others = (("户籍地属", case.person["register_unit"]), ("来源单位为", case.record["source_unit"]))
        told = [f"{word}{self._district.unit(unit).name}" for word, unit in others if unit and unit != lead]
        return [f"{'、'.join(told)},由{self._district.unit(str(lead)).name}主办"] if told else []

    def _moved(self, case: Case) -> str:
        """The clue that the wrong row opened, and who holds it."""
        clue_id, unit = case.ties[0]
        return f"更正另立:原线索{clue_id}由{self._district.unit(unit).name}承办,报送单位更正后属本单位,请与其联系,以免重复入户"


def values_of(case: Case) -> dict[str, str]:
    """The row's canonical values by column."""
    values: dict[str, str] = case.record["values"]
    return values


def amount_of(case: Case) -> str | None:
    """The loss or cost that the contract names, in yuan."""
    column = case.contract.clue.amount
    return values_of(case).get(column) if column else None


def _doubtful(case: Case) -> str | None:
    """The open clue that may be the same person's, where nobody can be sure."""
    decision = case.open_decision
    return decision["person_id"] if decision and decision["decision"] == "review" else None


def identity(people: Sequence[Row]) -> Row:
    """Name, number and ways to reach the person: the best that any piece of evidence has, the opening one first.

    A number is only ever the checked or cleaned one: a disability card's number says more than who somebody is.
    """

    def best(column: str, good: Callable[[Row], bool] = lambda person: True) -> str | None:
        filled = [person for person in people if person[column]]
        chosen = next((person for person in filled if good(person)), filled[0] if filled else None)
        return chosen[column] if chosen else None

    return {
        "name": best("name_clean", lambda person: "*" not in person["name_clean"]) or best("name"),
        "sex": best("sex_clean"),
        "birth": best("birth", lambda person: person["birth_from"] == "id"),
        "id_number": best("id_clean", lambda person: person["id_status"] == "valid"),
        "phone": best("phone_clean") or best("phone"),
        "register_address": best("register_address"),
    }
