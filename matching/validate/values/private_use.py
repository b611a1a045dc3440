"""Characters of the Private Use Area: what an old system wrote where its fonts had a rare character of their own.

Belongs here: the real character where the standard gives one, and knowing what is left. Does not belong here: names that
still hold such a character when people are compared (matching.standardise takes it for one that could not be written).
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Annotated

from pydantic import Field

from matching.strict import Strict, read_model
from matching.validate.values.cells import Problem, Value

PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd]")
Code = Annotated[str, Field(pattern=r"^[0-9A-F]{4,5}$")]


class PrivateUse(Strict):
    """schemas/lookups/private_use.yml: private code point → code point, in hexadecimal digits."""

    characters: dict[Code, Code]


@lru_cache(maxsize=4)
def read_private_use(schemas: Path) -> dict[int, str]:
    """Private code point → real character. Raises ConfigurationError naming file and key."""
    table = read_model(schemas / "lookups" / "private_use.yml", PrivateUse)
    return {int(private, 16): chr(int(real, 16)) for private, real in table.characters.items()}


def read_public(value: Value, known: Mapping[int, str]) -> Value:
    """The value in characters that everybody can see; PUA_CHARACTER if some are left that nobody else can."""
    if value.text is None or not PRIVATE.search(value.text):
        return value
    text = value.text.translate(known)
    return Value(text, value.problem or (Problem.PUA_CHARACTER if PRIVATE.search(text) else None))
