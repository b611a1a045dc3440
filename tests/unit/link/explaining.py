"""Explaining one record of a few people, for the tests of explanations.

Belongs here: what those tests share. Does not belong here: any test.
"""

from typing import Any

from matching.link import read_linkage
from matching.link.explain import Explainer, Explanation
from matching.link.reasons import reasons
from tests.spec.people import Row, installation, number, numbered, standard

MODEL = read_linkage(installation().settings.schemas)
TEMPLATES = installation().settings.schemas / "templates" / "explain"
NUMBER, OTHER = number("19680305", 123), number("19700911", 357)
HOUSE = "城东街道大街社区3号楼2单元301"


def explain(record: Row, people: list[Row], *, others: list[Row] | None = None, pairs: int = 1, **changes: Any) -> Explanation:
    left, right = standard(numbered([record, *(others or [])], "r")), standard(numbered(people, "p"))
    with Explainer(left, right, MODEL.model_copy(update=changes), labels={"370304001": "城东街道"}) as explainer:
        return explainer.explain("r000", pairs)


def found(explanation: Explanation) -> dict[str, str]:
    return {item.rule: item.state for item in explanation.blocking}


def text(explanation: Explanation) -> str:
    return "\n".join(reasons(explanation))
