"""Configuration in YAML as frozen models in which a typo fails.

Belongs here: the base of all such models and their reading. Does not belong here: what any file says.
"""

from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from matching.errors import ConfigurationError


class Strict(BaseModel):
    """A frozen model in which a typo fails."""

    model_config = ConfigDict(extra="forbid", frozen=True)


Model = TypeVar("Model", bound=BaseModel)
REMEMBERED = 256
"""Texts and what they say: two configurations of some fifty files each, and what changed between them."""


def read_model(path: Path, model: type[Model]) -> Model:
    """Read one YAML file into a strict model. Raises ConfigurationError naming file and key."""
    try:
        parsed: Model = _parsed(path.read_text(encoding="utf-8"), model)
        return parsed
    except (yaml.YAMLError, OSError) as error:
        raise ConfigurationError(f"{path}: cannot be read: {error}") from error
    except ValidationError as error:
        places = "; ".join(f"{'.'.join(map(str, item['loc'])) or '(top)'}: {item['msg']}" for item in error.errors())
        raise ConfigurationError(f"{path}: {places}") from error


@lru_cache(maxsize=REMEMBERED)
def _parsed(text: str, model: type[Model]) -> Model:
    """What a text says: the same frozen model for the same text, whichever file it lies in."""
    content: Any = yaml.load(text, Loader=_Loader)
    return model.model_validate(content)


class _Loader(yaml.CSafeLoader):
    """The safe loader; but a key that stands twice in one mapping, of which YAML would forget the first, is an error."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        twice = sorted({str(key) for key in keys if keys.count(key) > 1})
        if twice:
            raise yaml.constructor.ConstructorError(None, None, f"twice in one mapping: {', '.join(twice)}", node.start_mark)
        return super().construct_mapping(node, deep)
