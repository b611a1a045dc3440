"""What a table of people brings to the comparison: its rows in order of their ids, and the parts of its names.

Belongs here: what is made of one table alone, column by column. Does not belong here: features (matching.link.engine runs
them) and the parts themselves (matching.link.names).
"""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from matching.errors import ProcessingError
from matching.link.model import LinkageModel
from matching.link.names import name_parts, read_name_tables


def ranked(ids: pa.ChunkedArray) -> tuple[pa.Array, pa.Array]:
    """Ids in order, and for each of the given ids its place among them, from 1. Raises ProcessingError for one that is missing or comes twice."""
    given = ids.combine_chunks()
    order, ranks = pc.sort_indices(given), np.empty(len(given), np.int32)
    ranks[order.to_numpy()] = np.arange(1, len(given) + 1, dtype=np.int32)
    ordered = pc.take(given, order)
    if given.null_count or pc.any(pc.equal(ordered[1:], ordered[:-1])).as_py():
        raise ProcessingError("record_id is missing or comes twice in a table to be linked")
    return ordered, pa.array(ranks)


def parts_of_names(people: pa.Table, model: LinkageModel, threads: int = 1) -> tuple[pa.Table, pa.Array]:
    """The parts of each distinct name, and for each row the place of its name among them; no parts if the model names no column."""
    if model.names is None:
        return pa.table({}), pa.nulls(people.num_rows, pa.int32())
    told, folder = model.names, model.folder
    files = (told.readings, told.look_alikes, told.surnames, told.given)
    names = pc.dictionary_encode(people[told.column].combine_chunks())
    made = name_parts(names.dictionary, read_name_tables(*(folder / file for file in files)), threads)
    return made.drop_columns(["name_key"]), names.indices
