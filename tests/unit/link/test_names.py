"""Parts of names: sound with surname readings, shape, masks, rarity."""

import pyarrow as pa
import pytest

from matching.link.names import name_parts, read_name_tables
from matching.link.rarity import DECADES
from tests.spec.people import installation

LOOKUPS = installation().settings.schemas / "lookups"
TABLES = read_name_tables(
    LOOKUPS / "surname_readings.yml", LOOKUPS / "look_alikes.yml", LOOKUPS / "surnames.yml", LOOKUPS / "given_names.yml"
)


def part(name: str, column: str) -> object:
    return name_parts(pa.array([name]), TABLES)[column][0].as_py()


@pytest.mark.parametrize(
    ("name", "sound"),
    [
        ("陈静", "chenjing"),
        ("单雄", "shanxiong"),
        ("简单", "jiandan"),
        ("仇和", "qiuhe"),
        ("查良", "zhaliang"),
        ("区成", "oucheng"),
        ("解英", "xieying"),
        ("曾国", "zengguo"),
        ("朴正", "piaozheng"),
        ("盖俊", "gejun"),
        ("尉迟恭", "yuchigong"),
        ("尉健", "weijian"),
        ("万俟丑", "moqichou"),
        ("单于明", "chanyuming"),
        ("长孙无", "zhangsunwu"),
        ("欧阳娜", "ouyangna"),
        ("吕布", "lvbu"),
        ("张ZHE", "zhangzhe"),
        ("WANGWEI", "wangwei"),
        ("张*兰", "zhang*lan"),
    ],
)
def test_sound(name: str, sound: str) -> None:
    assert part(name, "name_sound") == sound


@pytest.mark.parametrize(
    ("name", "surname"), [("欧阳娜娜", "欧阳"), ("单于明", "单于"), ("单明", "单"), ("张", "张"), ("欧阳", "欧阳")]
)
def test_surname(name: str, surname: str) -> None:
    assert part(name, "surname") == surname


@pytest.mark.parametrize(
    ("name", "has"),
    [
        ("王伟", True),
        ("张杨子涵", True),
        ("欧阳娜娜", True),
        ("欧阳上官娜", True),
        ("张伟(已故)", True),
        ("古扎丽", True),
        ("古丽娜尔", False),
        ("阿卜杜拉", False),
        ("买合木提艾力", False),
    ],
)
def test_a_long_name_that_begins_with_no_surname_has_none(name: str, has: bool) -> None:
    assert part(name, "has_surname") is has


@pytest.mark.parametrize(
    ("name", "initials"),
    [("王昂", "wa"), ("万刚", "wg"), ("章三", "zs"), ("尉迟恭", "ycg"), ("张*兰", "z*l"), ("张ZHE", None), ("WANGANG", None)],
)
def test_how_syllables_begin(name: str, initials: str | None) -> None:
    assert part(name, "name_initials") == initials


@pytest.mark.parametrize(
    ("name", "pattern", "visible"),
    [
        ("张*兰", "张_兰", 2),
        ("张**", "张_%", 1),
        ("张", "张%", 1),
        ("欧阳", "欧阳%", 1),
        ("欧阳*", "欧阳_%", 1),
        ("欧阳*娜", "欧阳_娜", 2),
        ("李□", "李_", 1),
        ("李□华", "李_华", 2),
        ("王伟", None, 2),
    ],
)
def test_mask(name: str, pattern: str | None, visible: int) -> None:
    assert (part(name, "name_pattern"), part(name, "name_visible")) == (pattern, visible)


def test_near_sound_and_shape() -> None:
    assert part("张珊", "name_near") == part("臧三", "name_near")
    assert part("王昂", "name_near") != part("万刚", "name_near")
    assert part("王宣", "name_shape") == part("王宜", "name_shape")
    assert part("王宣", "name_shape") != part("王宁", "name_shape")


def test_a_rare_surname_says_more_than_a_common_one() -> None:
    rare, common = part("尉迟恭", "surname_rarity"), part("王伟", "surname_rarity")
    assert isinstance(rare, float)
    assert isinstance(common, float)
    assert rare > 0 > common


def test_a_rare_given_name_says_more_than_a_common_one() -> None:
    rare, common = part("王昊焱", "given_rarity"), part("欧阳伟", "given_rarity")
    assert isinstance(rare, list)
    assert isinstance(common, list)
    assert len(rare) == len(common) == 1 + len(DECADES)
    born_1980 = 1 + DECADES.index("1980")
    assert rare[born_1980] > 0 > common[born_1980]


def test_nobody() -> None:
    assert name_parts(pa.array([], pa.string()), TABLES).num_rows == 0
