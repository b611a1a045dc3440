"""What only the ledger can say of a row that comes back on a form of ours.

Belongs here: findings about questions that nobody asked, answers that come too late, two people who disagree, units that are none. Does not
belong here: asking the ledger (matching.pipeline), and what a cell must be (rules, expectations/).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from matching.contracts import TableContract
from matching.findings import Finding, Severity
from matching.forms import AssignmentContract, JudgementContract
from matching.validate.rows.frame import Frame

UNKNOWN = ("没有提出过这一对的研判", "请核对配对编号，从人工研判表中原样复制")
LATE = (
    "提出研判的记录已另行处理（已有结论，或逾期未研判已转为线索）",
    "本结论留存，今后同一人再次报送时适用；已转办的，请告知承办单位",
)
CONTRADICTED = (
    "同一天另有人对这一对作出相反的结论，两种结论都已留存，商定之前不采用任何一种",
    "请商定后，由需要更改的一方重新报送本行；到期仍不一致的，按新增线索转办",
)
PLACE_UNKNOWN = ("没有提出过这个派单编号", "请从待定派单表中原样复制派单编号")
PLACED_BEFORE = ("这个人已有承办单位，本行留存，不改变原来的派单", "确需改派的，请联系已收到转办单的单位退回")
UNIT_UNKNOWN = ("承办单位不是本区的镇街，也不是「非本区」", "请从下拉框选择；不属本区的选「非本区」")
OPPOSITE = {"same": "different", "different": "same"}


class Asked:
    """What only the ledger knows of the rows of a drop: nothing, unless we had asked."""

    def findings(self, frame: Frame, contract: TableContract, titles: Mapping[str, str]) -> list[Finding]:
        """Findings in the sender's terms. `titles`: contract column → the sender's heading."""
        return []


@dataclass(frozen=True)
class AskedPairs(Asked):
    """The pairs that people were asked about, and what others said of them on the same day."""

    waiting: Mapping[str, bool] = field(default_factory=dict)
    """Number of the pair → some record still waits for the answer."""
    said: tuple[tuple[str, str, str], ...] = ()
    """(number, judge, verdict) of everything received on the day of the drop, oldest first."""

    def findings(self, frame: Frame, contract: TableContract, titles: Mapping[str, str]) -> list[Finding]:
        return list(self._findings(frame, contract, titles)) if isinstance(contract, JudgementContract) else []

    def _findings(self, frame: Frame, contract: JudgementContract, titles: Mapping[str, str]) -> Iterator[Finding]:
        columns = contract.judgement
        last = {(pair, judge): verdict for pair, judge, verdict in self.said}
        cells = [frame.values[name].to_pylist() for name in (columns.pair, columns.verdict, columns.judged_by)]
        for row, pair, word, judge in zip(frame.rows.tolist(), *cells, strict=True):
            if pair is None:
                continue
            if pair not in self.waiting:
                yield Finding("PAIR_UNKNOWN", Severity.ROW, *UNKNOWN, row, titles.get(columns.pair))
                continue
            if word is None or judge is None:
                continue
            if not self.waiting[pair]:
                yield Finding("JUDGED_LATE", Severity.WARNING, *LATE, row, titles.get(columns.verdict))
            opposite = OPPOSITE.get(contract.judgement.words[word])
            if any((said, verdict) == (pair, opposite) and other != judge for (said, other), verdict in last.items()):
                yield Finding("JUDGED_OTHERWISE", Severity.WARNING, *CONTRADICTED, row, titles.get(columns.verdict))


@dataclass(frozen=True)
class AskedPlaces(Asked):
    """The records that nobody could place, and the words for units that the district knows."""

    waiting: Mapping[str, bool] = field(default_factory=dict)
    """Number of the record → it still waits for a unit."""
    words: frozenset[str] = frozenset()
    """Every name of a unit, and the word for none of the district."""

    def findings(self, frame: Frame, contract: TableContract, titles: Mapping[str, str]) -> list[Finding]:
        return list(self._findings(frame, contract, titles)) if isinstance(contract, AssignmentContract) else []

    def _findings(self, frame: Frame, contract: AssignmentContract, titles: Mapping[str, str]) -> Iterator[Finding]:
        columns = contract.assignment
        cells = [frame.values[name].to_pylist() for name in (columns.place, columns.unit)]
        for row, place, unit in zip(frame.rows.tolist(), *cells, strict=True):
            if place is not None and place not in self.waiting:
                yield Finding("PLACE_UNKNOWN", Severity.ROW, *PLACE_UNKNOWN, row, titles.get(columns.place))
            elif place is not None and unit is not None and not self.waiting[place]:
                yield Finding("PLACED_BEFORE", Severity.WARNING, *PLACED_BEFORE, row, titles.get(columns.unit))
            if unit is not None and unit not in self.words:
                yield Finding("UNIT_UNKNOWN", Severity.ROW, *UNIT_UNKNOWN, row, titles.get(columns.unit))
