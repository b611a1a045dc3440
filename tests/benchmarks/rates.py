"""How often clerks err when a district is drawn to measure linkage, and what each kind of feed is like.

Belongs here: the tables. Does not belong here: what an error does to a row (tests.benchmarks.clerk) and who lives in the
district (tests.benchmarks.town). `training` is for training only: its rates are none of those measured.
"""

from dataclasses import dataclass

TABLE = """
error               usual  other   hard training
id_missing           0.07   0.11   0.17   0.13
id_fifteen           0.01   0.02   0.03   0.02
id_digit             0.02   0.015  0.03   0.02
id_swap              0.007  0.01   0.012  0.006
id_masked            0.03   0.05   0.06   0.04
id_excel             0.012  0.008  0.02   0.015
id_spelling          0.05   0.08   0.10   0.04
id_household         0.012  0.015  0.03   0.02
name_sound           0.02   0.03   0.04   0.025
name_variant         0.01   0.02   0.02   0.015
name_look            0.006  0.008  0.012  0.008
name_lost            0.004  0.005  0.008  0.006
name_swapped         0.001  0.002  0.003  0.002
name_unwritable      0.002  0.004  0.006  0.004
name_masked          0.008  0.012  0.02   0.012
name_title           0.004  0.006  0.008  0.006
name_blank           0.01   0.02   0.03   0.01
birth_missing        0.55   0.45   0.60   0.50
birth_swapped        0.004  0.006  0.008  0.005
birth_wrong          0.008  0.012  0.016  0.010
phone_missing        0.30   0.25   0.30   0.28
phone_changed        0.12   0.15   0.15   0.13
phone_digit          0.005  0.008  0.010  0.006
phone_household      0.05   0.08   0.12   0.06
address_missing      0.25   0.20   0.20   0.22
address_moved        0.06   0.05   0.08   0.07
address_short        0.20   0.30   0.30   0.25
address_no_house     0.05   0.10   0.12   0.08
township_missing     0.50   0.40   0.50   0.45
sex_missing          0.50   0.40   0.50   0.45
roll_id_missing      0.01   0.012  0.015  0.01
roll_phone_missing   0.20   0.20   0.25   0.20
roll_moved           0.01   0.02   0.03   0.02
"""

FEEDS = {
    "health_inpatient": (0.35, {}),
    "medins_inpatient": (0.20, {"id": 0.3, "name": 0.4}),
    "medins_annual": (0.05, {"id": 0.1, "name": 0.3, "phone_missing": 1.5}),
    "education_aid": (0.10, {"id_missing": 0.5, "id_household": 2.0, "phone_household": 8.0}),
    "township_patrol": (0.14, {"id_missing": 1.5, "address_no_house": 3.0, "phone_missing": 1.3}),
    "citizen_complaint": (0.08, {"id_missing": 2.0, "name_sound": 3.0, "name_title": 3.0, "phone_missing": 0.2, "address_missing": 0.4}),
    "police_110": (0.05, {"id_masked": 3.0, "phone_missing": 0.5, "name_sound": 2.0}),
    "publicity_online_help": (0.03, {"id_missing": 2.5, "name_masked": 4.0, "phone_missing": 0.5, "birth_missing": 1.4}),
}  # fmt: skip
"""Feed code → share of the rows, and by how much each error (or all errors of one column) is more frequent than the table says."""


@dataclass(frozen=True)
class Place:
    """What a district is like. Shares are of persons, rates of a clerk's errors by kind of feed."""

    errors: dict[str, dict[str, float]]
    namesakes: float
    """Chance that a person bears the name of somebody of the same village and of nearly the same age."""
    twins: float
    national: bool
    """Surnames by their shares in the whole country; else by those of the region."""
    crowded: bool
    """Several families share a house number."""


def _scaled(base: dict[str, float], factors: dict[str, float]) -> dict[str, float]:
    return {kind: min(0.97, rate * factors.get(kind, factors.get(kind.split("_")[0], 1.0))) for kind, rate in base.items()}


def _read() -> dict[str, dict[str, dict[str, float]]]:
    header, *lines = [line.split() for line in TABLE.strip().splitlines()]
    tables = {name: {line[0]: float(line[place]) for line in lines} for place, name in enumerate(header) if place}
    return {name: {feed: _scaled(base, factors) for feed, (_, factors) in FEEDS.items()} for name, base in tables.items()}


_ERRORS = _read()
RATES = {
    "usual": Place(_ERRORS["usual"], namesakes=0.01, twins=0.01, national=False, crowded=False),
    "other": Place(_ERRORS["other"], namesakes=0.02, twins=0.015, national=True, crowded=False),
    "hard": Place(_ERRORS["hard"], namesakes=0.04, twins=0.03, national=True, crowded=True),
    "training": Place(_ERRORS["training"], namesakes=0.015, twins=0.012, national=True, crowded=False),
}
"""The districts to choose from, by name."""
