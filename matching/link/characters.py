"""Texts taken apart into their characters, all at once.

Belongs here: putting something else for each character of many texts. Does not belong here: what is put (matching.link.names).
"""

from collections.abc import Callable

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc


def spelled(texts: pa.Array, say: Callable[[str], str]) -> pa.Array:
    """Each text with what is said for each of its characters in its place; asked once for each character. Texts are not null."""
    codes = np.frombuffer("".join(texts.to_pylist()).encode("utf-32-le", "surrogatepass"), np.uint32)
    if not len(codes):
        return texts
    distinct = np.flatnonzero(np.bincount(codes))
    places = np.zeros(distinct[-1] + 1, np.int32)
    places[distinct] = np.arange(len(distinct), dtype=np.int32)
    said = pa.array([say(chr(code)) for code in distinct.tolist()], pa.string())
    ends = np.cumsum(pc.utf8_length(texts).to_numpy(), dtype=np.int32)
    characters = pa.ListArray.from_arrays(np.concatenate([np.zeros(1, np.int32), ends]), pc.take(said, pa.array(places[codes])))
    return pc.binary_join(characters, "")
