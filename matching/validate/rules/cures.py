"""What to do about a row, fitted to the kind of table it stands in.

Belongs here: the words by which a table is sent again. Does not belong here: what is wrong with a row, and its cure (the rules' sentences). A
row of a list comes back alone; a roll must come whole again, or everybody else on it would be taken for gone.
"""

import re
from collections.abc import Iterable

from matching.contracts import RollContract, TableContract
from matching.findings import Finding

SENT_AGAIN = re.compile(r"(?<!整份)重新报送(?:本行)?")
SUPPLIED = re.compile(r"请补报")


def fitted(findings: Iterable[Finding], contract: TableContract) -> tuple[Finding, ...]:
    """The findings with cures that fit the table. What is wrong with a whole file is cured by the whole file anyway."""
    if not isinstance(contract, RollContract):
        return tuple(findings)
    return tuple(item._replace(cure=_whole(item.cure, item.row is not None)) for item in findings)


def _whole(cure: str, of_row: bool) -> str:
    cure = SUPPLIED.sub("请在名册中补上", cure)
    return SENT_AGAIN.sub("把名册整份重新报送", cure) if of_row else cure
