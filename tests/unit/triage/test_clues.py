"""What a clue says: one person, all evidence, the household on the rolls, why the person is taken for new."""

import pytest

from matching.calendar import say_day
from matching.errors import ConfigurationError
from matching.strict import read_model
from matching.triage.buckets import clue_id_of
from matching.triage.categories import Categories, read_categories
from matching.triage.household import RollView
from matching.triage.wording import hardship, one_line, say_money

ID = "370399196203150026"
OTHER_ID = "370399193001010033"


def test_a_clue_tells_who_what_where_and_until_when(bench):
    bench.record("R1", "fire_loss", {"occurred_on": "2026-05-03", "family_size": "3", "loss": "23000"}, id_clean=ID, id_status="valid",
                 birth="1962-03-15", birth_from="id", sex_clean="女", phone_clean="13800000001", address="城东街道新建一路3号")  # fmt: skip
    clue = bench.clues()["R1"]
    expected = {
        "clue_id": clue_id_of("R1"), "kind": "火灾", "name": "张秀兰", "sex": "女", "age": "64", "id_number": ID, "phone": "13800000001",
        "address": "城东街道新建一路3号", "unit": "370304001", "unit_from": "address", "level": "橙", "level_rule": "FIRE_LOSS_20K",
        "hardship": "2026年5月3日家中失火,家庭人口3人,损失23,000.00元", "event_date": "2026-05-03", "amount": "23000",
        "household": "名册中未见同户人员", "benefits": "名册中未见在享待遇", "source": "区消防救援大队《火灾损失人员》第4行",
        "evidence": ["R1"], "opened_on": "2026-05-11",
    }  # fmt: skip
    assert {key: clue[key] for key in expected} == expected
    assert clue["basis"] == "2026年5月11日与救助对象名册(0人)比对:名册中未见身份证号一致或情况相近的人员"


def test_health_and_insurance_reporting_one_stay_make_one_clue_naming_both(bench):
    stay = {"discharged_on": "2026-04-20", "burden": "30000"}
    bench.record("R1", "health_inpatient", stay, id_clean="37039919620315", id_status="damaged")
    bench.record("R2", "medins_inpatient", stay, id_clean=ID, id_status="valid", phone_clean="13800000002")
    bench.cluster("R1", "R2")
    [clue] = bench.clues().values()
    assert clue["source"] == "区卫生健康局《住院高额费用人员》第4行;区医保分局《参保人住院高额费用人员》第4行"
    assert clue["hardship"] == "2026年4月20日出院,单次住院个人负担合规费用30,000.00元"
    assert (clue["id_number"], clue["phone"]) == (ID, "13800000002")
    assert clue["evidence"] == ["R1", "R2"]


def test_a_full_name_is_told_where_the_opening_record_has_a_masked_one(bench):
    bench.record("R1", name_clean="张*兰")
    bench.record("R2", name_clean="张秀兰")
    bench.cluster("R1", "R2")
    assert bench.clues()["R1"]["name"] == "张秀兰"


@pytest.mark.parametrize(
    ("status", "caveat"),
    [
        ("missing", "来源未提供身份证号"),
        ("checksum", "校验码不符"),
        ("masked", "有遮盖"),
        ("damaged", "被表格软件损坏"),
        ("valid", ""),
    ],
)
def test_the_basis_says_what_is_wrong_with_the_number(bench, status, caveat):
    bench.record("R1", id_status=status)
    basis = bench.clues()["R1"]["basis"]
    assert caveat in basis
    assert ("身份待核实" in basis) == bool(caveat)


def test_the_basis_gives_the_comparison_and_the_doubt_about_an_open_clue(bench):
    bench.record("R1", id_status="valid")
    bench.on_roll("R1", "new", "NONE", None)
    bench.on_clue("R1", "review")
    assert (
        bench.clues()["R1"]["basis"]
        == "2026年5月11日与救助对象名册(0人)比对:比对说明:NONE;与在办线索XS-OPEN000001疑似同一人,请一并核实"
    )


def test_a_disability_card_number_never_stands_for_the_identity_number(bench):
    values = {"disability_card": f"{ID}44", "disability_kind": "肢体", "disability_level": "四级", "certified_on": "2026-05-06"}
    bench.record("R1", "disability_new", values, id_number=f"{ID}44", id_clean=ID, id_status="valid")
    assert bench.clues()["R1"]["id_number"] == ID


def test_a_patrol_is_told_by_the_name_of_its_unit(bench):
    bench.record("R1", "township_patrol", {"hardship": "年老体弱", "found_on": "2026-05-03"}, source_unit="370304111")
    assert bench.clues()["R1"]["source"] == "源泉镇《巡查发现》第4行"


def test_household_by_the_guardians_number(bench):
    bench.roll_person(
        "P1",
        household_id=ID,
        id_number=ID,
        name="王大山",
        relation="户主",
        category="农村最低生活保障、脱贫户",
        monthly_amount="680",
    )
    bench.roll_person(
        "P2", household_id=ID, id_number=OTHER_ID, name="王小山", relation="子", category="农村最低生活保障", monthly_amount="680"
    )
    bench.roll_person("P3", household_id=OTHER_ID, name="别家")
    bench.record("R1", guardian_id_clean=ID)
    clue = bench.clues()["R1"]
    assert clue["household"] == "同户在册人员:王大山(户主、农村低保、脱贫享受政策)、王小山(子、农村低保)"
    assert clue["benefits"] == "农村低保、脱贫享受政策(户月保障金额680.00元);农村低保(户月保障金额680.00元)"


def test_household_by_the_same_house_only_as_a_hint(bench):
    bench.roll_person("P1", township="城东街道", address="山东省淄博市博山区城东街道新建一路3号2单元101", household_id="H1")
    bench.record("R1", address="城东街道 新建一路3号2单元101")
    assert bench.clues()["R1"]["household"].startswith("同一住址的在册人员(是否同户待核实):李建国")
    assert "HOUSEHOLD_ON_ROLL" not in str(bench.clues()["R1"]["reasons"])


@pytest.mark.parametrize(
    ("address", "township"), [("城东街道新建社区", "城东街道"), ("城东街道新建一路3号", "域城镇"), ("新建一路4号", "城东街道")]
)
def test_a_village_another_unit_or_another_house_is_no_household(bench, address, township):
    bench.roll_person("P1", township=township, address=address, household_id="H1")
    bench.record("R1", address=address if address != "新建一路4号" else "新建一路3号")
    assert bench.clues()["R1"]["household"] == "名册中未见同户人员"


def test_a_large_household_is_counted(bench):
    for number in range(6):
        bench.roll_person(f"P{number}", household_id=ID)
    bench.record("R1", household_id=ID)
    assert bench.clues()["R1"]["household"].endswith("等6人")


def test_an_enrolled_person_is_no_member_of_the_own_household(installation, bench):
    bench.roll_person("P1", household_id=ID, id_number=ID)
    bench.roll_person("P2", household_id=ID, name="王小山")
    rolls = RollView(bench.input().roll, installation.district, read_categories(installation.settings.schemas))
    household = rolls.household(
        [{"id_clean": ID, "guardian_id_clean": None, "household_id": None, "address": None, "unit": None}], "P1"
    )
    assert household.own is not None
    assert [row["person_id"] for row in household.members] == ["P2"]
    assert rolls.groups(household) == ["低保"]


def test_a_category_nobody_declared_stays_visible(installation):
    categories = read_categories(installation.settings.schemas)
    assert (categories.name_of("城镇低保"), categories.group_of("城镇低保")) == ("城市低保", "低保")
    assert categories.group_of("支出型困难家庭") != categories.group_of("低保边缘户")
    assert (categories.name_of(" 新类别 "), categories.group_of("新类别")) == ("新类别", "其他")


def test_a_spelling_of_two_categories_fails(tmp_path):
    path = tmp_path / "categories.yml"
    path.write_text(
        "not_drawn: {marks: [×], alone: [无]}\ncategories: [{name: 甲, group: 低保, bearer: household, aliases: [乙]}, {name: 乙, group: 特困, bearer: person}]",
        encoding="utf-8",
    )
    with pytest.raises(ConfigurationError, match="spellings used twice"):
        read_model(path, Categories)


def test_age_without_a_birthday_is_what_the_source_wrote(bench):
    bench.record("R1", age="81岁")
    bench.record("R2", age="八十")
    clues = bench.clues()
    assert (clues["R1"]["age"], clues["R2"]["age"]) == ("81", None)


def test_an_address_is_made_of_township_and_village_where_none_was_sent(bench):
    bench.record("R1", township="池上镇", village="西陈疃村")
    assert bench.clues()["R1"]["address"] == "池上镇西陈疃村"


def test_the_hardship_sentence_says_what_is_blank(installation):
    told = hardship(installation.feeds["emergency_disaster"], {"occurred_on": "2026-05-03", "disaster": "洪涝", "loss": "约2万"})
    assert told == "2026年5月3日因洪涝受灾,家庭人口未填人,损失约2万元"


def test_wording():
    assert (say_money("23000"), say_money("0.5"), say_money("约两万")) == ("23,000.00", "0.50", "约两万")
    assert (say_day("2026-05-03"), say_day("五月三日")) == ("2026年5月3日", "五月三日")
    assert one_line(" 第一行\r\n第二行\x0b\u2028第三行 ") == "第一行 第二行 第三行"


def test_the_units_of_register_and_sender_are_told_where_another_unit_leads(bench):
    bench.record("R1", register_unit="370304102", source_unit="370304111")
    bench.record("R2", register_unit="370304001", source_unit="370304001")
    clues = bench.clues()
    assert clues["R1"]["unit"] == "370304001"
    assert clues["R1"]["basis"].startswith("户籍地属域城镇、来源单位为源泉镇,由城东街道主办;2026年5月11日")
    assert "主办" not in clues["R2"]["basis"]


@pytest.mark.parametrize(("names", "fires"), [(2, True), (13, False)])
def test_a_home_with_many_people_is_no_household(bench, names, fires):
    house = {"village_clean": "大街社区", "house": "8"}
    for number in range(names):
        bench.earlier(
            f"H{number:02d}",
            "traffic_accident",
            {"injury": "轻伤", "occurred_on": "2026-03-01"},
            name_clean=f"王{number}",
            **house,
        )
    bench.record("R1", **house)
    assert ("HOUSEHOLD_STRUCK_AGAIN" in str(bench.clues()["R1"]["reasons"])) == fires
