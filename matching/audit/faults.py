"""What a look at the whole installation finds (审计核验): faults, and what was looked at.

Belongs here: the shapes and their Chinese words. Does not belong here: finding anything (matching.audit.broken, matching.pipeline.verifying).
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any


class Place(StrEnum):
    """Where something is wrong."""

    CHAIN = "chain"
    ANCHOR = "anchor"
    ROWS = "rows"
    LAW = "law"
    SLIPS = "slips"
    DROP = "drop"
    SNAPSHOT = "snapshot"
    CONFIGURATION = "configuration"
    MANIFEST = "manifest"
    RUN = "run"
    RELEASED = "released"

    @property
    def chinese(self) -> str:
        return {
            "chain": "审计记录",
            "anchor": "封存码",
            "rows": "台账内容",
            "law": "台账规则",
            "slips": "转办单编号",
            "drop": "报送原件",
            "snapshot": "名册快照",
            "configuration": "规则存档",
            "manifest": "批次清单",
            "run": "批次数据",
            "released": "中心表和发出的清单",
        }[self.value]


@dataclass(frozen=True)
class Fault:
    """One thing that is not as it was: where, which (a line, a table, a path below the home), and what is wrong with it in Chinese."""

    place: Place
    which: str
    told: str

    def __str__(self) -> str:
        return f"{self.place.chinese} {self.which}: {self.told}"


GONE, CHANGED = "不见了", "被改动"


@dataclass(frozen=True)
class Verified:
    """What came of a look: the head of the chain, how many things of each place were looked at, the faults in the order of the places.
    `notes`: what is no fault, and what somebody should know."""

    lines: int
    head: str
    looked_at: dict[str, int]
    faults: tuple[Fault, ...]
    notes: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        return asdict(self) | {"sound": not self.faults}

    def counts(self) -> list[tuple[Place, int, int]]:
        """For each place that was looked at: how many things, and how many faults."""
        wrong = Counter(one.place for one in self.faults)
        return [
            (place, self.looked_at.get(place.value, 0), wrong[place])
            for place in Place
            if place in self.looked_at or wrong[place]
        ]


def in_order(faults: Iterable[Fault]) -> tuple[Fault, ...]:
    """Faults by place, those of a place in the order in which they were found."""
    places = list(Place)
    return tuple(sorted(faults, key=lambda one: places.index(one.place)))
