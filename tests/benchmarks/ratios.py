"""The figures of bench_linkage for people: tables, and theirs over ours.

Belongs here: setting figures beside one another. Does not belong here: measuring (bench_linkage).
"""

from typing import Any

from rich.table import Table

Figures = dict[str, Any]
TIMES = ("wall_s", "cpu_s", "peak_gib")


def ratios(figures: Figures) -> dict[str, float]:
    """Theirs over ours; more than 1 is faster or smaller than theirs. The last: ours over the floor. On a machine that others use too, the
    CPU's seconds say more than the clock's. Ours in CPU is the whole process, reading and writing included; predict and link are both
    counted from the loaded tables on (Splink's hold the sounds of names already, ours makes them)."""
    mine, alone_, theirs, rows = (figures[name] for name in ("ours", "link alone", "splink", "per row"))
    per = rows["of"] / rows["rows"]
    return {
        "standardise + link, theirs / ours (wall)": (rows["rows_s"] * per + theirs["predict_s"])
        / (mine["standardise_s"] + mine["link_s"]),
        "standardise + link, theirs / ours (CPU)": (rows["rows_cpu_s"] * per + theirs["predict_cpu_s"]) / mine["cpu_s"],
        "predict / link, tables at hand (wall)": theirs["predict_s"] / alone_["link_s"],
        "predict / link, tables at hand (CPU)": theirs["predict_cpu_s"] / alone_["link_cpu_s"],
        "predict / link alone, files read (wall)": theirs["predict_s"] / alone_["wall_s"],
        "predict / link alone, files read (CPU)": theirs["predict_cpu_s"] / alone_["cpu_s"],
        "training + predict / link alone (CPU)": theirs["cpu_s"] / alone_["cpu_s"],
        "peak memory, theirs / ours": theirs["peak_gib"] / mine["peak_gib"],
        "link alone / floor (wall)": alone_["wall_s"] / figures["floor"]["wall_s"],
        "link alone / floor (CPU)": alone_["cpu_s"] / figures["floor"]["cpu_s"],
        "standardise + link / floor (wall)": mine["wall_s"] / figures["floor"]["wall_s"],
        "standardise + link / floor (CPU)": mine["cpu_s"] / figures["floor"]["cpu_s"],
    }


def tables(figures: Figures) -> list[Table]:
    """The figures for people."""
    time_table = Table("", "wall s", "CPU s", "peak GiB", "of it", title="time and memory")
    for name, measured in figures.items():
        parts = [f"{key} {value:,.1f}" for key, value in measured.items() if isinstance(value, (int, float)) and key not in TIMES]
        time_table.add_row(name, *(f"{measured[key]:.1f}" for key in TIMES), ", ".join(parts))
    found = [time_table]
    columns = ("", "rows", "precision", "recall", "F1", "hidden", "review", "recall + review")
    for name, key, title in (
        ("ours", "quality", "ours"),
        ("splink", "best F1", "Splink, best threshold by F1"),
        ("splink", "no hidden", "Splink, nobody hidden"),
    ):
        if key in figures.get(name, {}):
            table = Table(*columns, title=title)
            for feed, line in figures[name][key].items():
                table.add_row(feed, *(line[column] for column in columns[1:]))
            found.append(table)
    if "ours" in figures and "splink" in figures:
        table = Table("ratio", "", title="ratios")
        for name, value in ratios(figures).items():
            table.add_row(name, f"{value:.1f}")
        found.append(table)
    return found
