"""Splink, well configured for the same people: what linkage is measured against.

Belongs here: settings, training, predicting, and the best candidate of every record. Does not belong here: what its user does to the cells
before (tests.benchmarks.per_row), choosing a threshold and judging (bench_linkage). Splink is given our standardised columns with the sound
of the name; variants are one by OpenCC in both.
"""

import time
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

COLUMNS = r"""record_id AS unique_id, name_key AS name, translate(name_key, '*□', '__') AS hidden,
    name_sound AS pinyin, name_sound AS called, left(name_key, 1) AS surname,
    CASE WHEN regexp_matches(id_clean, '^\d{15}') THEN id_clean END AS id_number,
    CASE WHEN regexp_matches(id_clean, '^\d{15}') THEN left(id_clean, 14) END AS id_14, id_status = 'valid' AS id_valid,
    birth, birth_stated AS born, left(birth, 4) AS born_year, sex_clean AS sex,
    phone_clean AS phone, unit, village_clean AS village, village_clean || '-' || house AS home"""


def comparisons() -> list[Any]:
    """Levels for Chinese names and numbers, with term frequencies.

    A number, phone or house under another name is a relative's more often than not, and has a level of its own. What agrees under
    the same name is too rare for random pairs: its u is that of the number, phone or house alone, so that the name counts once.
    `called` is `pinyin` by another name: Splink trains no comparison that uses a column of the pass's own rule.
    """
    import splink.comparison_level_library as level
    import splink.comparison_library as comparison

    def custom(name: str, *levels: Any) -> Any:
        return comparison.CustomComparison(
            output_column_name=name, comparison_levels=[level.NullLevel(name), *levels, level.ElseLevel()]
        )

    def named(column: str, u: float) -> Any:
        same = f"{column}_l = {column}_r AND called_l = called_r"
        return level.CustomLevel(same, f"same {column}, same name").configure(u_probability=u, fix_u_probability=True)

    return [
        custom(
            "name",
            level.ExactMatchLevel("name", term_frequency_adjustments=True),
            level.CustomLevel("pinyin_l = pinyin_r", "same sound"),
            level.CustomLevel("name_l LIKE hidden_r OR name_r LIKE hidden_l", "masked"),
            level.LevenshteinLevel("name", 3),  # bytes: one Chinese character
            level.ExactMatchLevel("surname"),
        ),
        custom(
            "id_number",
            named("id_number", 1e-7),
            level.ExactMatchLevel("id_number").configure(u_probability=1e-5, fix_u_probability=True),
            level.CustomLevel("id_valid_l AND id_valid_r", "two valid numbers"),
            *(
                level.DamerauLevenshteinLevel("id_number", n).configure(u_probability=n * 2e-7, fix_u_probability=True)
                for n in (1, 2)
            ),
            level.CustomLevel("id_14_l = id_14_r", "same area and birthday"),
        ),
        custom(
            "birth",
            level.CustomLevel("id_number_l = id_number_r AND (born_l IS NULL OR born_r IS NULL)", "in the number").configure(
                is_null_level=True  # else the number's own birthday would be counted twice
            ),
            level.ExactMatchLevel("birth"),
            level.DamerauLevenshteinLevel("birth", 1),
            level.CustomLevel("born_year_l = born_year_r", "same year"),
        ),
        comparison.ExactMatch("sex"),
        custom(
            "phone",
            named("phone", 1e-5),
            level.ExactMatchLevel("phone"),
            level.DamerauLevenshteinLevel("phone", 1).configure(u_probability=2e-5, fix_u_probability=True),
        ),
        custom("unit", named("home", 1e-5), *(level.ExactMatchLevel(column) for column in ("home", "village", "unit"))),
    ]


def settings() -> Any:
    """The comparisons, and six blocking rules."""
    from splink import SettingsCreator, block_on

    return SettingsCreator(
        link_type="link_only",
        blocking_rules_to_generate_predictions=[
            block_on("id_number"),
            block_on("name", "birth"),
            block_on("pinyin", "birth"),
            block_on("phone"),
            block_on("name", "unit"),
            block_on("pinyin", "home"),
        ],
        comparisons=comparisons(),
        retain_matching_columns=False,
        retain_intermediate_calculation_columns=False,
    )


def link(left: Path, right: Path, threads: int, pairs: int = 2_000_000) -> tuple[pa.Table, dict[str, float]]:
    """Train and predict over two files of STANDARD people with name_sound; the best candidate of every record that has one
    (record_id, person_id, weight), and the seconds of both, on the clock and of the CPU."""
    from splink import DuckDBAPI, Linker, block_on

    connection = duckdb.connect(":memory:", config={"threads": threads} if threads else {})
    connection.execute("SET enable_progress_bar = false")
    api = DuckDBAPI(connection)
    for side, path in (("feed", left), ("roll", right)):
        connection.execute(f"CREATE TABLE {side} AS SELECT {COLUMNS} FROM '{path}'")
    begun = time.perf_counter(), time.process_time()
    linker = Linker(
        [api.register(side, dataset_display_name=f"a_{side}") for side in ("feed", "roll")], settings(), log_level=None
    )
    same = [block_on("id_number"), "l.name = r.name AND l.birth = r.birth AND l.phone = r.phone"]
    linker.training.estimate_probability_two_random_records_match(same, recall=0.85)
    linker.training.estimate_u_using_random_sampling(max_pairs=pairs, seed=1)
    rules = ("id_number",), ("name", "birth"), ("name", "phone"), ("name", "village"), ("phone", "birth")
    for rule in (block_on(*columns) for columns in rules):
        linker.training.estimate_parameters_using_expectation_maximisation(rule)
    trained = time.perf_counter(), time.process_time()
    predicted = linker.inference.predict(threshold_match_weight=-10).physical_name
    best = connection.sql(
        "SELECT unique_id_l AS record_id, arg_max(unique_id_r, match_weight) AS person_id, max(match_weight) AS weight "
        f"FROM {predicted} GROUP BY 1"
    ).to_arrow_table()
    done = time.perf_counter(), time.process_time()
    return best, {
        "train_s": trained[0] - begun[0],
        "train_cpu_s": trained[1] - begun[1],
        "predict_s": done[0] - trained[0],
        "predict_cpu_s": done[1] - trained[1],
    }
