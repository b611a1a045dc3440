"""A row before it is spelled.

Belongs here: reaching the columns of a row through the person shape. Does not belong here: what happens to
them (matching.synthetic.damage, matching.synthetic.damage_numbers).
"""

from dataclasses import dataclass
from random import Random
from typing import Any

from matching.contracts import TableContract
from matching.synthetic.households import Person
from matching.synthetic.places import Places


@dataclass(slots=True)
class Draft:
    """The contract's columns with their values, and whose row it is."""

    contract: TableContract
    fields: dict[str, str]
    """Field of the person shape → column of the contract."""
    person: Person
    values: dict[str, Any]
    places: Places
    rng: Random
    excel: bool

    def column(self, field: str) -> str | None:
        """The contract's column of a field of the person shape."""
        return self.fields.get(field)

    def text(self, field: str) -> str | None:
        """The value of a field of the person shape, if it is there as text."""
        value = self.values.get(self.column(field) or "")
        return value if isinstance(value, str) and value else None

    def put(self, field: str, value: Any) -> bool:
        column = self.column(field)
        if column is None:
            return False
        self.values[column] = value
        return True
