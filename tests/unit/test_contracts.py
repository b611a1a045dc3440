"""A typo in configuration fails, with the file and the path in it."""

import shutil
from pathlib import Path

import pytest
import yaml

from matching.calendar import CalendarLookup
from matching.contracts import Cadence, FeedContract, read_feeds, read_roll
from matching.district import read_district
from matching.errors import ConfigurationError
from matching.forms import read_feedback, read_judgements
from matching.installation import open_installation
from matching.settings import PROJECT, Settings
from matching.strict import read_model

SCHEMAS = PROJECT / "schemas"
FEEDS = read_feeds(SCHEMAS)

CODES = {
    Cadence.EVENT: {
        "publicity_online_help", "emergency_disaster", "traffic_accident", "fire_loss", "police_110", "hotline_12349", "boe_miniapp",
    },
    Cadence.WEEKLY: {"disability_new", "civil_affairs_new", "citizen_complaint"},
    Cadence.MONTHLY: {"health_inpatient", "medins_inpatient", "poverty_monitoring", "township_patrol"},
    Cadence.ANNUAL: {"education_aid", "medins_annual"},
}  # fmt: skip


def test_the_sixteen_feeds_have_their_cadence() -> None:
    found = {cadence: {feed.code for feed in FEEDS.values() if feed.cadence is cadence} for cadence in Cadence}
    assert found == CODES


@pytest.mark.parametrize("code", sorted(FEEDS))
def test_every_feed_tells_a_hardship_on_a_day(code: str) -> None:
    feed = FEEDS[code]
    assert feed.column(feed.clue.event_date).type == "date"
    assert feed.column(feed.period_column).filled
    assert feed.person.name
    assert feed.column(feed.person.name).filled


def test_the_policy_thresholds_include_their_number() -> None:
    assert FEEDS["health_inpatient"].column("burden").min == 20000
    assert FEEDS["medins_inpatient"].column("burden").min == 20000
    assert FEEDS["medins_annual"].column("burden").min == 40000


def test_a_bank_account_is_in_no_contract() -> None:
    headings = {h for table in (*FEEDS.values(), read_roll(SCHEMAS)) for c in table.columns for h in (c.header, *c.aliases)}
    assert not {h for h in headings if "一卡通" in h or "银行" in h or "账号" in h}


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        (("columnz",), [], "columnz"),
        (("columns", 0, "requierd"), True, "columns.0.requierd"),
        (("columns", 0, "type"), "varchar", "columns.0.type"),
        (("person", "name"), "nobody", "references to no column"),
        (("clue", "hardship"), "{nothing}", "references to no column"),
        (("columns", 1, "name"), "occurred_on", "columns named twice"),
        (("columns", 1, "header"), "时间", "headings that mean two columns"),
        (("cadence",), "daily", "cadence"),
        (("unique",), ["occurred_on", "address"], "two people may share"),
        (("columns", 0, "values"), {"a": []}, "values are for type enum"),
    ],
)
def test_a_typo_fails_with_file_and_path(tmp_path: Path, path: tuple[str | int, ...], value: object, words: str) -> None:
    content = yaml.safe_load((SCHEMAS / "feeds" / "fire_loss.yml").read_text(encoding="utf-8"))
    place = content
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    file = tmp_path / "fire_loss.yml"
    file.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    with pytest.raises(ConfigurationError) as caught:
        read_model(file, FeedContract)
    assert str(file) in str(caught.value)
    assert words in str(caught.value)


def test_a_feed_file_named_for_another_feed_fails(tmp_path: Path) -> None:
    (tmp_path / "feeds").mkdir()
    shutil.copy(SCHEMAS / "feeds" / "fire_loss.yml", tmp_path / "feeds" / "fire_lost.yml")
    with pytest.raises(ConfigurationError, match="fire_lost"):
        read_feeds(tmp_path)


def test_no_feeds_at_all_fails(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="no contract"):
        read_feeds(tmp_path)


def test_an_unknown_department_fails(tmp_path: Path) -> None:
    shutil.copytree(SCHEMAS, tmp_path / "schemas")
    file = tmp_path / "schemas" / "feeds" / "fire_loss.yml"
    file.write_text(file.read_text(encoding="utf-8").replace("department: fire", "department: fyre"), encoding="utf-8")
    with pytest.raises(ConfigurationError, match="fyre"):
        open_installation(Settings(project=tmp_path))


def test_the_district_has_eleven_units_and_every_name_means_one() -> None:
    district = read_district(SCHEMAS)
    assert len(district.units) == 11
    assert district.unit_names["北博山"] == district.unit_names["博山镇"] == "370304113"
    assert "夏家庄" not in district.unit_names
    assert "博山" not in district.unit_names
    names = list(district.unit_names)
    assert names == sorted(names, key=lambda name: (-len(name), name))
    assert {district.department_for_aid(aid).name for aid in ("医疗", "教育", "住房", "就业", "灾后")} == {
        "区医保分局", "区教体局", "区住建局", "区人社局", "区应急管理局",
    }  # fmt: skip


def test_a_unit_name_used_twice_fails(tmp_path: Path) -> None:
    file = tmp_path / "district.yml"
    file.write_text(
        (SCHEMAS / "district.yml").read_text(encoding="utf-8").replace("aliases: [白塔镇人民政府, 白塔]", "aliases: [域城]"),
        encoding="utf-8",
    )
    with pytest.raises(ConfigurationError, match="unit names used twice"):
        read_district(tmp_path)


def test_the_form_of_clerical_review_is_read_as_it_is_printed() -> None:
    """Every heading of the form, and of a sample's, is read or known as ours, and every word of their drop-downs is one of the verdict's values."""
    from matching.publish import read_outputs

    contract, layouts = read_judgements(SCHEMAS), [read_outputs(SCHEMAS)[name] for name in ("judging", "sample")]
    printed = {column.header for layout in layouts for column in layout.columns}
    assert printed == {*contract.printed, *(column.header for column in contract.columns)}
    assert all(
        {column.header for column in contract.columns} < {column.header for column in layout.columns} for layout in layouts
    )
    choices = [column.fill.choices for layout in layouts for column in layout.columns if column.fill and column.fill.choices]
    assert [set(words) for words in choices] == [set(contract.judgement.words)] * 2
    assert set(contract.judgement.words) == set(contract.column("verdict").values)
    assert sorted(contract.judgement.words.values()) == ["different", "same", "unsure"]


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        (("judgement", "pair"), "nothing", "references to no column"),
        (("judgement", "words"), {"同一人": "same"}, "must be the values"),
        (("judgement", "words", "同一人"), "perhaps", "words.同一人"),
        (("printed", 0), "配对编号", "headings that mean two columns"),
        (("hidden",), ["备注"], "must be headings that are printed"),
    ],
)
def test_a_wrong_contract_of_judgements_fails(tmp_path: Path, path: tuple[str | int, ...], value: object, words: str) -> None:
    content = yaml.safe_load((SCHEMAS / "judgements" / "judgement.yml").read_text(encoding="utf-8"))
    inside = content
    for key in path[:-1]:
        inside = inside[key]
    inside[path[-1]] = value
    (tmp_path / "judgements").mkdir()
    (tmp_path / "judgements" / "judgement.yml").write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    with pytest.raises(ConfigurationError, match=words):
        read_judgements(tmp_path)


def test_a_form_that_does_not_say_who_a_slip_is_about_is_one(tmp_path: Path) -> None:
    """Runs of before keep theirs in the archive."""
    told = yaml.safe_load((SCHEMAS / "judgements" / "feedback.yml").read_text(encoding="utf-8"))
    own = told["feedback"]
    left = {own.pop(name) for name in ("name", "id_number", "head")}
    del own["unfit"]
    told["columns"] = [column for column in told["columns"] if column["name"] not in left]
    (tmp_path / "judgements").mkdir()
    (tmp_path / "judgements" / "feedback.yml").write_text(yaml.safe_dump(told, allow_unicode=True), encoding="utf-8")
    contract = read_feedback(tmp_path)
    assert contract.feedback.person == {}
    assert "head" not in contract.feedback.columns


def test_a_key_that_stands_twice_is_named(tmp_path: Path) -> None:
    path = tmp_path / "lookup.yml"
    path.write_text("years:\n  2027: {days_off: [2027-01-01]}\nyears: {}\n", encoding="utf-8")
    with pytest.raises(ConfigurationError, match=r"lookup\.yml.*(?s:.)*twice in one mapping: years"):
        read_model(path, CalendarLookup)
