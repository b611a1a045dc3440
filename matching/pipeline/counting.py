"""What a run came to, in numbers.

Belongs here: counting the tables of a run's folder. Does not belong here: writing the counts down (matching.pipeline.committing,
matching.pipeline.sealing).
"""

from collections import Counter
from dataclasses import astuple
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from matching.pipeline.measuring import measures
from matching.pipeline.numbering import wanted
from matching.pipeline.run_folder import read_inputs, read_requests, records_of
from matching.run import Run
from matching.shapes import Bucket


def summarise(folder: Path) -> dict[str, Any]:
    """Counts of a triaged run: per feed rows_in and the six buckets, per recipient clues and the slips they need,
    and how linkage went (the fields of matching.audit.Measure). No personal data.
    rows_in is counted from the records, apart from the buckets."""
    run = Run.parse(read_inputs(folder)["run_id"])
    outcomes, clues = (pq.read_table(folder / f"{name}.parquet") for name in ("outcomes", "clues"))
    taken = records_of(folder)["feed"].to_pylist()
    rows_in, slips = Counter(taken), wanted(clues, read_requests(folder))
    counts = Counter(zip(outcomes["feed"].to_pylist(), outcomes["bucket"].to_pylist(), strict=True))
    feeds = {
        feed: {"rows_in": rows_in[feed]} | {bucket.value: counts[feed, bucket.value] for bucket in Bucket}
        for feed in sorted(rows_in)
    }
    return {
        "run_id": run.run_id,
        "cadence": run.cadence.value,
        "as_of": run.as_of.isoformat(),
        "rows_in": len(taken),
        "feeds": feeds,
        "measures": [list(astuple(one)) for one in measures(folder)],
        "clues": clues.num_rows,
        "slips": len(slips),
        "units": dict(sorted(Counter(clues["unit"].to_pylist()).items())),
        "recipients": dict(sorted(Counter(slip["recipient"] for slip in slips).items())),
    }
