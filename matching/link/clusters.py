"""Which records of one batch are one person.

Belongs here: sure ties inside a batch and their connected groups. Does not belong here: the rolls (matching.link.decide)
and what becomes of the records of a group (matching.triage).
"""

import pyarrow as pa

from matching.link import compile as sql
from matching.link.engine import Engine
from matching.link.model import LinkageModel
from matching.shapes import CLUSTERS


def cluster(
    batch: pa.Table, model: LinkageModel, *, threads: int = 0, blocking: dict[str, dict[str, int]] | None = None
) -> pa.Table:
    """STANDARD records → CLUSTERS by record_id: records of one person share the smallest record_id; rule is null for a record alone.

    Two records with different numbers of their own never share a cluster: where weaker ties would join them, these ties are
    left out. The result does not depend on the order of the records. `blocking` is filled with what each blocking rule
    counted, made and cut.
    """
    with Engine(model, threads) as engine:
        engine.load("l", batch, "lr")
        engine.run("CREATE TEMP VIEW r AS FROM l")
        ties = _ties(engine) if engine.block("l.row < r.row") else []
        numbers = _exclusive(engine)
        ids: list[str] = engine.ids["l"].to_pylist()
        if blocking is not None:
            blocking.update(engine.blocking)
    roots, rules = _groups(ties, numbers, [rule.name for rule in model.same_person])
    rows = range(1, len(ids) + 1)
    return pa.table(
        {
            "record_id": ids,
            "cluster_id": [ids[roots.get(row, row) - 1] for row in rows],
            "rule": [rules.get(row) for row in rows],
        },
        schema=CLUSTERS,
    )


def _ties(engine: Engine) -> list[tuple[int, int, str]]:
    """Candidates that a rule calls one person, with the first such rule; by rule in the model's order, then by row."""
    engine.score()
    rules = engine.model.same_person
    lines = " ".join(f"WHEN {sql.holds(rule)} THEN {number}" for number, rule in enumerate(rules))
    found = engine.rows(
        f"SELECT l, r, rule FROM (SELECT l, r, CASE {lines} END AS rule FROM pairs) WHERE rule IS NOT NULL ORDER BY rule, l, r"
    )
    return [(left, right, rules[number].name) for left, right, number in found]


def _exclusive(engine: Engine) -> dict[int, str]:
    """Row → the value that no other record of its cluster may contradict."""
    column = engine.model.exclusive
    return dict(engine.rows(f"SELECT row, {column} FROM l WHERE {column} IS NOT NULL")) if column else {}


def _groups(ties: list[tuple[int, int, str]], numbers: dict[int, str], order: list[str]) -> tuple[dict[int, int], dict[int, str]]:
    """Connected groups: row → smallest row of its group, row → strongest rule that ties it.

    Ties come strongest rule first. A rule's ties are taken all together: a group they would make with two different numbers
    is not made by them, so that nothing depends on which tie came first.
    """
    roots: dict[int, int] = {}
    rules: dict[int, str] = {}
    for name in order:
        own = [(left, right) for left, right, rule in ties if rule == name]
        trial = dict(roots)
        for left, right in own:
            _join(trial, left, right)
        conflicting = _conflicts(trial, numbers)
        for left, right in own:
            if _root(trial, left) not in conflicting:
                _join(roots, left, right)
                rules.setdefault(left, name)
                rules.setdefault(right, name)
    return {row: _root(roots, row) for row in list(roots)}, rules


def _conflicts(roots: dict[int, int], numbers: dict[int, str]) -> set[int]:
    """The groups in which two different numbers meet."""
    seen: dict[int, str] = {}
    return {
        root for row in list(roots) if row in numbers and seen.setdefault(root := _root(roots, row), numbers[row]) != numbers[row]
    }


def _join(roots: dict[int, int], left: int, right: int) -> None:
    first, second = sorted((_root(roots, left), _root(roots, right)))
    roots[second] = first


def _root(roots: dict[int, int], row: int) -> int:
    """The smallest row of the group, shortening the way for the next call."""
    root = row
    while roots.setdefault(root, root) != root:
        root = roots[root]
    while roots[row] != root:
        roots[row], row = root, roots[row]
    return root
