"""The agreed folders and their mirror."""

from matching.installation import Installation
from matching.intake import make_folders, places


def test_every_table_has_its_folder(installation: Installation) -> None:
    agreed = places(installation)
    assert agreed["区消防救援大队/火灾损失人员"].table == "fire_loss"
    assert agreed["区民政局/救助对象名册"].table == "roll"
    assert {place.table for place in agreed.values()} == set(installation.tables)


def test_a_table_of_each_unit_has_a_folder_for_each(installation: Installation) -> None:
    patrols = {place.unit: place.folder for place in places(installation).values() if place.table == "township_patrol"}
    assert set(patrols) == {unit.code for unit in installation.district.units}
    assert patrols["370304102"] == "镇街/域城镇/巡查发现"


def test_folders_are_made_in_the_inbox_and_for_receipts_and_may_be_made_again(installation: Installation) -> None:
    make_folders(installation)
    (installation.settings.inbox / "区残联" / "新认定残疾人员" / "a.xlsx").write_bytes(b"x")
    make_folders(installation)
    for root in (installation.settings.inbox, installation.settings.receipts):
        assert {folder for folder in places(installation) if not (root / folder).is_dir()} == set()
    assert (installation.settings.inbox / "区残联" / "新认定残疾人员" / "a.xlsx").exists()
