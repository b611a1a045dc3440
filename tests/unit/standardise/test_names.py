"""Names as offices write them, cleaned and folded."""

import pyarrow as pa
import pytest

from matching.errors import ConfigurationError
from matching.standardise.lookups import NameWords, read_lookups
from matching.standardise.names import clean_names
from matching.strict import read_model
from tests.spec.people import installation

WORDS = read_lookups(installation().settings.schemas).names


def cleaned(name: str) -> tuple[str | None, str | None]:
    result = clean_names(pa.array([name]), WORDS)
    return result["name_clean"][0].as_py(), result["name_key"][0].as_py()


@pytest.mark.parametrize(
    ("written", "clean", "key"),
    [
        ("王 伟", "王伟", "王伟"),
        ("\u3000王\u200b伟\u00a0", "王伟", "王伟"),
        ("王伟(已故)", "王伟(已故)", "王伟(已故)"),
        ("王伟（户主", "王伟", "王伟"),
        ("王伟(男,汉族)", "王伟", "王伟"),
        ("王伟【65岁】", "王伟", "王伟"),
        ("王伟（东池村）", "王伟", "王伟"),
        ("王伟(曾用名王维)", "王伟", "王伟"),
        ("王伟()", "王伟", "王伟"),
        ("(子)王伟", "王伟(子)", "王伟(子)"),
        ("王伟（妻）女士", "王伟(妻)", "王伟(妻)"),
        ("王伟（爷爷）", "王伟(爷爷)", "王伟(爷爷)"),
        ("王伟(其子东村)", "王伟(其子东村)", "王伟(其子东村)"),
        ("王伟(又名王维之子)", "王伟(又名王维之子)", "王伟(又名王维之子)"),
        ("王伟1", "王伟", "王伟"),
        ("张先生", "张", "张"),
        ("欧阳小姐", "欧阳", "欧阳"),
        ("张某某", "张**", "张**"),
        ("张＊兰", "张*兰", "张*兰"),
        ("张×兰", "张*兰", "张*兰"),
        ("张xx", "张**", "张**"),
        ("张○○", "张**", "张**"),
        ("李?", "李□", "李□"),
        ("李□华", "李□华", "李□华"),
        ("李\ue81f", "李□", "李□"),
        ("張偉國", "張偉國", "张伟国"),
        ("萧建", "萧建", "肖建"),
        ("傅明", "傅明", "付明"),
        ("閻立本", "閻立本", "闫立本"),
        ("戴代", "戴代", "代代"),
        ("乾隆", "乾隆", "乾隆"),
        ("阿卜杜•热合曼", "阿卜杜·热合曼", "阿卜杜热合曼"),
        ("阿卜杜.热合曼", "阿卜杜·热合曼", "阿卜杜热合曼"),
        ("Ｗang Wei", "WangWei", "WANGWEI"),
        ("王同志", "王同志", "王同志"),
        ("先生", None, None),
        ("女士", None, None),
        ("某某", None, None),
        ("***", None, None),
        ("?", None, None),
        ("来电人", None, None),
    ],
)
def test_name(written: str, clean: str, key: str) -> None:
    assert cleaned(written) == (clean, key)


@pytest.mark.parametrize("written", ["", "  ", "无名氏", "不详", "123", "()"])
def test_nothing_is_left_of_what_is_no_name(written: str) -> None:
    assert cleaned(written) == (None, None)


def test_variant_group_with_a_character_twice_fails(tmp_path) -> None:  # type: ignore[no-untyped-def]
    text = (installation().settings.schemas / "lookups" / "names.yml").read_text(encoding="utf-8")
    path = tmp_path / "names.yml"
    path.write_text(text.replace("- [付, 傅]", "- [付, 傅, 肖]"), encoding="utf-8")
    with pytest.raises(ConfigurationError, match=r"names\.yml.*肖"):
        read_model(path, NameWords)
