"""Edit distances of pairs of values, by rapidfuzz.

Belongs here: counting a distance once for each distinct pair. Does not belong here: which values are compared and when
(schemas/linkage.yml), and what a distance is worth.
"""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import OSA

DISTANT = 3
"""Stands for any edit distance that no test asks for."""


def distances_by_row(rows: pa.ChunkedArray, pairs: pa.ChunkedArray) -> pa.Array:
    """For each row the distance of its pair {l, r}, at most DISTANT; DISTANT where there is no pair. `rows`: their numbers, from 0."""
    there = pc.is_valid(pairs)
    asked = pairs.filter(there)
    counted = np.full(len(rows), DISTANT, np.uint8)
    counted[rows.filter(there).to_numpy()] = edit_distances(pc.struct_field(asked, "l"), pc.struct_field(asked, "r"))
    return pa.array(counted)


def edit_distances(left: pa.ChunkedArray, right: pa.ChunkedArray) -> NDArray[np.uint8]:
    """The distance of each pair (optimal string alignment), at most DISTANT. Values are not null."""
    first, second = (pc.dictionary_encode(side.combine_chunks()) for side in (left, right))
    width = max(len(second.dictionary), 1)
    pairs = pc.dictionary_encode(pa.array(first.indices.to_numpy().astype(np.int64) * width + second.indices.to_numpy()))
    distinct = pairs.dictionary.to_numpy()
    counted = process.cpdist(
        pc.take(first.dictionary, pa.array(distinct // width)).to_pylist(),
        pc.take(second.dictionary, pa.array(distinct % width)).to_pylist(),
        scorer=OSA.distance,
        score_cutoff=DISTANT - 1,
    )
    distances: NDArray[np.uint8] = counted.astype(np.uint8)[pairs.indices.to_numpy()]
    return distances
