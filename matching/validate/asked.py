"""What only the ledger can say of a row that comes back from clerical review.

Belongs here: findings about pairs that nobody asked about, answers that come too late, and two people who disagree. Does not
belong here: asking the ledger (matching.pipeline), and what a cell must be (rules, expectations/).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from matching.contracts import JudgementContract, TableContract
from matching.findings import Finding, Severity
from matching.validate.frame import Frame

UNKNOWN = ("没有提出过这一对的研判", "请核对配对编号，从人工研判表中原样复制")
LATE = (
    "提出研判的记录已另行处理（已有结论，或逾期未研判已转为线索）",
    "本结论留存，今后同一人再次报送时适用；已转办的，请告知承办单位",
)
CONTRADICTED = (
    "同一天另有人对这一对作出相反的结论，两种结论都已留存，商定之前不采用任何一种",
    "请商定后，由需要更改的一方重新报送本行；到期仍不一致的，按新增线索转办",
)
OPPOSITE = {"same": "different", "different": "same"}


@dataclass(frozen=True)
class Asked:
    """The pairs that people were asked about, and what others said of them on the same day."""

    waiting: Mapping[str, bool] = field(default_factory=dict)
    """Number of the pair → some record still waits for the answer."""
    said: tuple[tuple[str, str, str], ...] = ()
    """(number, judge, verdict) of everything received on the day of the drop, oldest first."""

    def findings(self, frame: Frame, contract: TableContract, titles: Mapping[str, str]) -> list[Finding]:
        """Findings in the sender's terms. `titles`: contract column → the sender's heading."""
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
