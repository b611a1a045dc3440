"""Addresses: unit, area, village and house, for a district of the test's own."""

import unicodedata

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from matching.district import District, Limits, Unit
from matching.standardise.lookups import Lookups, PlaceWords, read_lookups
from matching.standardise.places import USUAL, Gazetteer, read_places
from tests.spec.people import installation

DISTRICT = District(
    code="370304",
    name="博山区",
    city="淄博市",
    province="山东省",
    centre="中心",
    county_codes=("370304",),
    slip_number="{year}{number}",
    units=(
        Unit(code="E", name="城东街道", kind="街道", aliases=("城东街道办事处", "城东")),
        Unit(code="S", name="山头街道", kind="街道", aliases=("山头镇", "山头")),
        Unit(code="Y", name="源泉镇", kind="镇", aliases=("源泉",)),
        Unit(code="B", name="博山镇", kind="镇", aliases=("北博山镇", "北博山")),
        Unit(code="K", name="博山经济开发区", kind="管委会", aliases=("经济开发区", "开发区")),
    ),
    undecided_names=("夏家庄镇", "夏家庄"),
    departments=(),
    limits=Limits(feedback_working_days=5, review_working_days=3, roll_stale_days=45, roll_shrink_percent=30),
)
VILLAGES = {
    "E": ("大街社区", "夏庄社区"),
    "S": ("河南东村", "北村"),
    "Y": ("源东村", "北村"),
    "B": ("北博山村", "郭东村"),
    "K": ("房家庄村",),
}
WORDS = read_lookups(installation().settings.schemas)
GAZETTEER = Gazetteer(DISTRICT, Lookups(WORDS.names, WORDS.places, VILLAGES))


@pytest.mark.parametrize(
    ("address", "unit", "area", "village", "house"),
    [
        ("山东省淄博市博山区城东街道大街社区3号楼2单元301室", "E", "inside", "大街社区", "3-2-301"),
        ("淄博市博山区城东大街社区", "E", "inside", "大街社区", None),
        ("淄博博山城东街道", "E", "inside", None, None),
        ("博山区博山区城东街道", "E", "inside", None, None),
        ("城东", "E", "inside", None, None),
        ("博山镇郭东村12号", "B", "inside", "郭东村", "12"),
        ("博山区北博山郭东村", "B", "inside", "郭东村", None),
        ("北博山村5号", "B", "inside", "北博山村", "5"),
        ("博山区", None, "inside", None, None),
        ("博山区中心路7号", None, "inside", "中心路", "7"),
        ("博山经济开发区房家庄", "K", "inside", "房家庄村", None),
        ("河南东村5号", "S", "inside", "河南东村", "5"),
        ("河南省郑州市金水区城东街道", None, "outside", None, None),
        ("河南郑州金水区", None, "outside", None, None),
        ("淄川区城东街道", None, "outside", None, None),
        ("淄博市张店区柳泉路12号", None, "outside", None, "12"),
        ("张店柳泉路12号", None, "outside", None, "12"),
        ("山东济南历下区", None, "outside", None, None),
        ("青州市城东街道", None, "outside", None, None),
        ("淄博高新区四宝山", None, "outside", None, None),
        ("内蒙古自治区赤峰市", None, "outside", None, None),
        ("夏家庄镇", None, "undecided", None, None),
        ("夏家庄夏庄社区", "E", "inside", "夏庄社区", None),
        ("城东大街12号", None, "unknown", "城东大街", "12"),
        ("城东小区3号", None, "unknown", "城东小区", "3"),
        ("山头路8号", None, "unknown", "山头路", "8"),
        ("源泉花园2号楼", None, "unknown", "源泉花园", "2"),
        ("北村9号", None, "inside", "北村", "9"),
        ("源泉镇北村9号", "Y", "inside", "北村", "9"),
        ("上海路5号", None, "unknown", "上海路", "5"),
        ("中心路城东街道办事处对面", "E", "inside", "对面", None),
        ("不详", None, "unknown", None, None),
        ("12号", None, "unknown", None, "12"),
    ],
)
def test_place(address: str, unit: str | None, area: str, village: str | None, house: str | None) -> None:
    found = read_places(pa.array([address]), GAZETTEER)
    assert [found[field][0].as_py() for field in ("unit", "area", "village", "house")] == [unit, area, village, house]


def test_the_district_comes_from_its_file() -> None:
    changed = {"code": "370303", "name": "张店区", "units": (Unit(code="Z", name="马尚街道", kind="街道"),)}
    other = District.model_validate(DISTRICT.model_dump() | changed)
    gazetteer = Gazetteer(other, Lookups(WORDS.names, PlaceWords(not_a_unit_before=(), elsewhere=(), no_address=()), {}))
    assert gazetteer.read("淄博市张店区马尚街道").unit == "Z"
    assert gazetteer.read("博山区城东街道").area == "outside"


def test_an_address_that_is_only_looked_at_would_not_change() -> None:
    characters = pa.array([chr(code) for code in range(0x10000) if not 0xD800 <= code < 0xE000])
    looked_at = characters.filter(pc.match_substring_regex(characters, USUAL)).to_pylist()
    assert len(looked_at) == (0x9FFF - 0x4E00 + 1) + 10 + 52 + 1
    assert all(unicodedata.normalize("NFKC", char) == char and not char.isspace() for char in looked_at)
    assert not set(looked_at) & set(",;:'\"。、")
