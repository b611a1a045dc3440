"""The agreed folders: which folder below inbox/ belongs to which table and to which township.

Belongs here: names of folders, and making them. Does not belong here: looking into them (sweep).
"""

from dataclasses import dataclass

from matching.installation import Installation


@dataclass(frozen=True)
class Place:
    """One agreed folder: `folder` below inbox/ with forward slashes, the table's code, the unit's code if it has its own."""

    folder: str
    table: str
    unit: str | None = None


def places(installation: Installation) -> dict[str, Place]:
    """Every agreed folder by its name below inbox/: <department>/<title>, or 镇街/<unit>/<title> for a table of each unit; a table of
    each department that gives special aid also has <that department>/<title>."""
    agreed: list[Place] = []
    for table in installation.tables.values():
        department = installation.district.department(table.department).name
        if table.per_unit:
            agreed += [
                Place(f"{department}/{unit.name}/{table.title}", table.code, unit.code) for unit in installation.district.units
            ]
        else:
            agreed.append(Place(f"{department}/{table.title}", table.code))
        if table.per_aid:
            giving = [department.name for department in installation.district.departments if department.aid]
            agreed += [Place(f"{name}/{table.title}", table.code) for name in giving]
    return {place.folder: place for place in sorted(agreed, key=lambda place: place.folder)}


def make_folders(installation: Installation) -> None:
    """Make every agreed folder below inbox/ and its mirror below receipts/; those that exist are left alone."""
    for folder in places(installation):
        for root in (installation.settings.inbox, installation.settings.receipts):
            (root / folder).mkdir(parents=True, exist_ok=True)
