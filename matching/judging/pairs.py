"""What each record in review is asked, with both sides of every open pair.

Belongs here: the pairs of a record, or of another record of the same person, side by side. Does not belong here: how a pair
stands (questions) and drawing it (matching.publish).
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

import pyarrow as pa

from matching.codes import pair_number
from matching.district import District
from matching.errors import ProcessingError
from matching.shapes import REVIEW_PAIRS, Bucket

Row = dict[str, Any]
HUMAN_SAME = "HUMAN_SAME"


def review_pairs(
    people: pa.Table,
    outcomes: pa.Table,
    clusters: pa.Table,
    questions: pa.Table,
    keys: Mapping[str, str],
    answer_by: date,
    read_roll: Callable[[list[str]], pa.Table],
    district: District,
) -> pa.Table:
    """REVIEW_PAIRS by record and pair. `read_roll`: person ids → STANDARD people of the roll. Raises ProcessingError if a record
    in review has nothing that people could be asked."""
    asked = _Asked(outcomes, clusters, questions, keys, answer_by)
    rows = [row for outcome in asked.outcomes for row in asked.pairs_of(outcome)]
    open_rows = [row for row in rows if row["state"] == "open"]
    left = _by_id(people, {row["shown"] for row in open_rows})
    persons = sorted({row["person_id"] for row in open_rows})
    right = _by_id(read_roll(persons), set(persons)) if persons else {}
    for row in open_rows:
        row |= side_by_side(left[row["shown"]], right[row["person_id"]], district)
    return pa.Table.from_pylist(sorted(rows, key=lambda row: (row["record_id"], row["pair_no"])), REVIEW_PAIRS)


class _Asked:
    """The questions of one run's records in review, and of those that a judgement enrolled."""

    def __init__(
        self, outcomes: pa.Table, clusters: pa.Table, questions: pa.Table, keys: Mapping[str, str], answer_by: date
    ) -> None:
        self._keys, self._answer_by = keys, answer_by
        self.outcomes = [row for row in outcomes.to_pylist() if row["bucket"] == Bucket.REVIEW or row["rule"] == HUMAN_SAME]
        self._cases = dict(zip(clusters["record_id"].to_pylist(), clusters["cluster_id"].to_pylist(), strict=True))
        self._own: dict[str, list[Row]] = defaultdict(list)
        for row in questions.to_pylist():
            if row["candidate"] or row["state"] not in ("open", "lapsed"):
                self._own[row["record_id"]].append(row)

    def pairs_of(self, outcome: Row) -> list[Row]:
        """A record's own pairs; if they leave nothing to be asked, those of another record of the same person; else the pair
        that put it where it is."""
        wanted = "open" if outcome["bucket"] == Bucket.REVIEW else "same"
        own = self._own.get(outcome["record_id"], [])
        if any(row["state"] == wanted for row in own):
            return [_stamped(outcome, row) for row in own]
        found = [row for other in self._beside(outcome) for row in self._own[other["record_id"]] if row["state"] == wanted]
        if not found and wanted == "open":
            found = [self._made(outcome)]
        return [_stamped(outcome, row) for row in {row["pair_no"]: row for row in (*found, *own)}.values()]

    def _beside(self, outcome: Row) -> Iterable[Row]:
        """Other records of the same person that are where this one is because of the same person on the roll."""
        case = self._cases.get(outcome["record_id"])
        return (
            other
            for other in self.outcomes
            if case is not None
            and self._cases.get(other["record_id"]) == case
            and (other["bucket"], other["person_id"]) == (outcome["bucket"], outcome["person_id"])
        )

    def _made(self, outcome: Row) -> Row:
        record_id, person_id = outcome["record_id"], outcome["person_id"]
        if person_id is None:
            raise ProcessingError(f"judging: rule={outcome['rule']}: a record in review has no pair to ask about")
        number = pair_number(self._keys[record_id], person_id)
        named = {"record_id": record_id, "person_id": person_id, "pair_no": number, "subject_key": self._keys[record_id]}
        asked = {"state": "open", "answer_by": self._answer_by.isoformat(), "match_weight": None}
        return {**named, **asked, "rule": outcome["rule"], "explanation": outcome["reason"]}


def _stamped(outcome: Row, pair: Row) -> Row:
    names = ("pair_no", "subject_key", "person_id", "state", "answer_by", "match_weight", "rule", "explanation")
    return {name: pair[name] for name in names} | {"record_id": outcome["record_id"], "shown": pair["record_id"]}


def _by_id(people: pa.Table, wanted: set[str]) -> dict[str, Row]:
    return {row["record_id"]: row for row in people.to_pylist() if row["record_id"] in wanted}


def side_by_side(person: Row, other: Row, district: District) -> Row:
    """Both sides of a pair (STANDARD), as REVIEW_PAIRS names them."""
    beside = {f"roll_{name}": text for name, text in _side(other, district).items()}
    return _side(person, district) | beside


def _side(person: Row, district: District) -> Row:
    """What is compared of a person, as cleaned; an address as it was written, from the township on."""
    place = (
        person["address"] or "".join(filter(None, (person["township"], person["village"]))) or person["register_address"] or ""
    )
    for name in (district.province, district.city, district.name):
        place = place.strip().removeprefix(name)
    return {
        "name": person["name_clean"] or person["name"],
        "sex": person["sex_clean"],
        "id_number": person["id_clean"] or person["id_number"],
        "birth": person["birth"],
        "phone": person["phone_clean"] or person["phone"],
        "address": place,
    }
