"""The new model file: the old text with new numbers in it, so that a person can read what changed.

Belongs here: finding the numbers in the text, and the table of given names. Does not belong here: what they are
(matching.link.training.learn).
"""

import re

from matching.errors import ProcessingError
from matching.link.evidence import Level
from matching.link.model import LinkageModel
from matching.link.rarity import ANY, GivenNames

TRAINED = "# trained: "
WIDTH = 12
"""Given names on one line."""


def model_file(text: str, model: LinkageModel, told: str) -> str:
    """The text of a model file with the prior, m and u of `model`, its version and one line telling how it was trained.

    Comments and layout stay. A level must stand on one line, as `{level: …, m: …, u: …`. Raises ProcessingError where it does not.
    """
    lines = [line for line in text.splitlines() if not line.startswith(TRAINED)]
    wanted = {(comparison.name, level.level): level for comparison in model.comparisons for level in comparison.levels if level.m}
    at = ""
    for number, line in enumerate(lines):
        begun = re.match(r"  - name: ([a-z][a-z0-9_]*)$", line)
        at = begun[1] if begun else at if line.startswith((" ", "#")) or not line else ""
        found = re.match(r"\s+- \{level: ([a-z][a-z0-9_]*),", line)
        level = wanted.pop((at, found[1]), None) if found else None
        lines[number] = _with(line, level) if level else line
    if wanted:
        raise ProcessingError(f"linkage.yml: these levels do not stand on one line each: {sorted(wanted)}")
    whole = "\n".join(lines) + "\n"
    whole = re.sub(r"(?m)^version: .*$", f'{TRAINED}{told}\nversion: "{model.version}"', whole, count=1)
    return re.sub(r"(?m)^prior: [\d.e-]+", f"prior: {plain(model.prior)}", whole, count=1)


def _with(line: str, level: Level) -> str:
    """One level's line with its m and u."""
    for name, value in (("m", level.m), ("u", level.u)):
        line, found = re.subn(rf"(?<=, ){name}: [\d.e-]+", f"{name}: {plain(value or 0)}", line, count=1)
        if not found:
            raise ProcessingError(f"linkage.yml: level {level.level}: {name} is not written as a number behind a comma")
    return line


def plain(value: float) -> str:
    """A number without an exponent."""
    return f"{value:.12f}".rstrip("0").rstrip(".")


def given_names_file(given: GivenNames, told: str) -> str:
    """schemas/lookups/given_names.yml: the names of a decade, the most usual first."""
    lines = [
        "# Share of the people born in a decade who bear a given name, per 10,000; any: of all of them.",
        "# Agreement on a rare given name says more than agreement on a usual one. A name that is not listed counts as `other`.",
        "# usual: how often in 10,000 two random people share a given name.",
        f"{TRAINED}{told}",
        f"usual: {plain(given.usual)}",
        f"other: {plain(given.other)}",
        "shares:",
    ]
    for decade, shares in given.shares.items():
        items = [f"{name}: {plain(share)}" for name, share in shares.items()]
        rows = [", ".join(items[start : start + WIDTH]) for start in range(0, len(items), WIDTH)]
        label = decade if decade == ANY else f'"{decade}"'
        lines.append(f"  {label}: {{" + (",\n    ").join(rows) + "}")
    return "\n".join(lines) + "\n"
