"""How often each department makes which error: one table, rows of a thousand.

Belongs here: the rates and the families of errors that exclude each other. Does not belong here: what an
error does to a cell (matching.synthetic.damage).
A rate is the chance where the error is possible: id_15 counts among people born before 1960, id_lower_x
among numbers that end in X, id_guardian among children, unit_old_name where a unit has an old name.
"""

FEEDS = (
    "roll", "fire_loss", "emergency_disaster", "traffic_accident", "publicity_online_help", "disability_new", "civil_affairs_new",
    "citizen_complaint", "health_inpatient", "medins_inpatient", "medins_annual", "poverty_monitoring", "education_aid",
    "township_patrol", "police_110", "hotline_12349", "boe_miniapp",
)  # fmt: skip

TABLE = """
kind              roll fire emer traf publ disa civi comp heal med1 medy pove educ patr poli hotl mini
name_homophone      4   20   25   15   30    4    4   90   12    2    2   20    8   40   40   60    6
name_lookalike      4   12   12    8    8    4    3   15   10    2    2   15    6   25   12   15    3
name_variant       60   60   60   60   60   60   60   90   60   20   20   80   60   90   60   90   20
name_typo           2    8    8    5    8    2    2   12    5    1    1    8    4   12    8   12    4
name_dropped        1    4    4    3    6    1    1    8    3    1    1    4    3    6    5    6    2
name_masked         0    0    0    6   60    0    0   60    0    0    0    0    0    3   25   10    0
name_spaced         8   20   30    5    5   25    8    2   20    2    2   40   30   30    2    3    8
name_rare_lost    200  200  200  300  200  300  200  300  300  400  400  200  200  200  300  300  100
id_missing          8   80  120   30    0    4    3    0   15    2    2   90   20   60  150    0    4
id_wrong_digit      5   15   20   12    0    4    3    0   15    2    2   20   15   25   10    0   12
id_swapped          2    6    8    5    0    2    2    0    6    1    1    8    6   10    4    0    5
id_birth_swapped    2    8    9    6    0    4    2    0    8    3    3    9    8   10    6    0    7
id_masked           0   20   10   40    0    5    0    0   10    0    0    5    0   10   60    0    5
id_15              25   60   80   30    0   10   10    0   40    8    8   80    0   80   20    0   10
id_guardian        40    0    0   60    0   40   20    0   60    8    8    0  130   60   60    0   60
id_scientific       0   10   15    6    0    0    2    0   12    6    6   12    5   10    4    0    2
id_zeroed           0   10   10    6    0    0    2    0   10    6    6   10    6   10    4    0    2
id_lower_x         60  250  300  200    0  100   80    0  250   60   60  300  200  350  200    0  400
id_full_width       2   10   12    3    0    4    3    0    8    2    2   12    8   15    3    0   10
id_padded           3   12   15   20    0   10    4    0   12   20   20   15   10   15   15    0    5
phone_missing      50   60   80   60   80   60   30   15  100   60   60  100   50   90   60   30    5
phone_wrong        10   12   15   10   12   10    8    8   15   10   10   15   12   15   10   10    4
phone_spaced       10   20   25   10   30   15   10   10   15    5    5   25   20   25   10   20    5
unit_missing        2   80   90  150  200   30    4  200  120   30   30   30   80   60  180  160   60
unit_old_name      15   60   80   60   60   40   20   90   60   40   40   90   60    0   70   90   60
birth_swapped      25    0    0    0    0    0    0    0    0    0    0    0    0    0    0    0    0
date_malformed      0   10   12    6   12    4    2    4    6    3    3    8    6    8    4    4    2
date_missing        0    6    8    4   10    3    1    2    4    2    2    6    4    6    2    2    1
enum_malformed      0    0   10   10    0    8    0    0    0    0    0   12   10    0   10    0    5
amount_malformed    0   15    0    0    0    0    0    0    6    2    2    0    0    0    0    0    0
name_missing        1    4    6    4    8    2    1    4    2    1    1    4    3    5    6    4    1
row_twice           3    6   12    8   10    6    2   12   10    8    4    8   10   12    6    6   15
"""

FAMILIES = (
    ("name_missing", "name_rare_lost", "name_masked", "name_variant", "name_homophone", "name_lookalike", "name_typo", "name_dropped"),
    ("name_spaced",),
    ("id_guardian", "id_15", "id_missing", "id_masked", "id_wrong_digit", "id_swapped", "id_birth_swapped", "id_scientific", "id_zeroed"),
    ("id_lower_x", "id_full_width", "id_padded"),
    ("phone_missing", "phone_wrong", "phone_spaced"),
    ("unit_missing", "unit_old_name"),
    ("birth_swapped",),
    ("date_malformed", "date_missing", "enum_malformed", "amount_malformed"),
    ("row_twice",),
)  # fmt: skip
"""Of each family at most one error befalls a row."""

REJECTED = frozenset(
    {
        "name_missing",
        "date_malformed",
        "date_missing",
        "enum_malformed",
        "amount_malformed",
        "id_scientific",
        "id_zeroed",
        "below_threshold",
        "row_twice",
    }
)
"""Errors with which a row cannot be accepted. row_twice marks the second copy; below_threshold is no slip of a clerk: the
stay did cost a cent less."""

NOTED = ("below_threshold", "date_short")
"""Kinds that no rate draws: they follow from the bill, and from a date typed as 05/03/26, which a reader may refuse."""


def _read(table: str) -> dict[str, dict[str, float]]:
    lines = [line.split() for line in table.strip().splitlines()][1:]
    return {line[0]: dict(zip(FEEDS, (int(cell) / 1000 for cell in line[1:]), strict=True)) for line in lines}


RATES: dict[str, dict[str, float]] = _read(TABLE)
"""kind → feed → chance."""
KINDS = tuple(RATES)
