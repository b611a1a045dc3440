"""What a roll's category says, and whether anybody draws it."""

import pytest

from matching.endings import read_endings
from matching.synthetic.rolls import CATEGORIES as SYNTHETIC
from matching.triage.categories import Categories, Reading, read_categories
from tests.spec.people import installation

CATEGORIES: Categories = read_categories(installation().settings.schemas)
ENDINGS = read_endings(installation().settings.schemas)


@pytest.mark.parametrize(
    ("spelling", "name", "drawn"),
    [
        ("城镇低保", "城市低保", True),
        (" 城 市 低 保 ", "城市低保", True),
        ("低保", "低保", True),
        ("已停发低保", "低保", False),
        ("城市低保（已停）", "城市低保", False),
        ("原农村低保户", "农村低保", False),
        ("低保转特困", "低保转特困", False),
        ("拟转低保边缘", "低保边缘家庭", False),
        ("脱贫不稳定户（风险未消除）", "脱贫不稳定户", True),
        ("退役军人补助", "退役军人补助", True),
        ("无", "无", False),
        ("拟纳入低保", "低保", False),
        ("事实无人抚养", "事实无人抚养儿童", True),
        ("监测户（脱贫不稳定）", "脱贫不稳定户", True),
        ("医疗救助", "医疗救助", True),
    ],
)
def test_category(spelling: str, name: str, drawn: bool) -> None:
    read = CATEGORIES.read(spelling, ENDINGS)
    assert (read.name, read.drawn) == (name, drawn)


def test_a_general_category_stands_for_its_group() -> None:
    assert CATEGORIES.read("城乡低保", ENDINGS) == Reading("低保", "低保", general=True, drawn=True)
    assert CATEGORIES.read("城镇低保", ENDINGS) == Reading("城市低保", "低保", general=False, drawn=True)
    assert CATEGORIES.read("医疗救助", ENDINGS).group is None


@pytest.mark.parametrize("spelling", sorted(SYNTHETIC))
def test_every_spelling_of_the_synthetic_rolls_is_declared_in_full_width_too(spelling: str) -> None:
    for text in (spelling, spelling.replace("(", "（").replace(")", "）")):
        assert CATEGORIES.group_of(text) != "其他"
        assert CATEGORIES.read(text, ENDINGS).drawn
