"""The triage rules: levels and reasons, and a check that refuses what a run could stumble over. What each rule does is drawn in
tests/spec/triage.md."""

import re
from dataclasses import replace
from datetime import date

import pytest

from matching.errors import ConfigurationError, ProcessingError
from matching.strict import read_model
from matching.triage import TriageRules, check_rules, read_rules, triage
from matching.triage.levels import combine
from matching.triage.rules import Level, Rule


def rules_that_fired(clue: dict) -> list[str]:
    return [re.search(r"规则:(\w+)\)$", reason)[1] for reason in clue["reasons"]]


def test_every_clue_feed_has_a_rule_of_its_own(installation):
    rules = read_rules(installation.settings.schemas)
    named = {feed for rule in rules.rules for feed in rule.feeds}
    assert named == {code for code, feed in installation.feeds.items() if feed.role == "clues"}


def test_the_highest_level_counts_and_every_reason_stays(bench):
    bench.roll_person("P1", household_id="HH1", category="农村低保")
    bench.record("R1", "fire_loss", {"loss": "23000"}, guardian_id_clean="HH1", birth="1940-01-01")
    clue = bench.clues()["R1"]
    assert (clue["level"], clue["level_rule"]) == ("红", "HOUSEHOLD_ON_DIBAO_STRUCK")
    assert rules_that_fired(clue) == ["HOUSEHOLD_ON_DIBAO_STRUCK", "FIRE_LOSS_20K", "AGED_80"]
    assert clue["reasons"][1].startswith(
        "【橙】火灾损失23,000.00元,达到2万元档(依据:博政办字〔2021〕27号二(二)2火灾较大经济损失;规则:FIRE_LOSS_20K)"
    )
    assert clue["aid"] == ["临时救助"]


def test_special_aid_goes_to_its_department(bench):
    bench.record("R1", "emergency_disaster", {"loss": "60000", "disaster": "洪涝"})
    clue = bench.clues()["R1"]
    assert clue["aid"] == ["临时救助", "住房", "灾后"]
    assert clue["departments"] == ["housing", "emergency"]


def test_a_rule_holds_from_its_effective_day_to_its_last(installation):
    rules = read_rules(installation.settings.schemas)
    changed = rules.rules[0].model_copy(update={"effective": date(2026, 1, 1), "until": date(2026, 6, 30)})
    book = rules.model_copy(update={"rules": (changed,)})
    held = [bool(book.holding(day)) for day in (date(2025, 12, 31), date(2026, 1, 1), date(2026, 6, 30), date(2026, 7, 1))]
    assert held == [False, True, True, False]


def test_nothing_fired_is_the_default(installation):
    rules = read_rules(installation.settings.schemas)
    judgement = combine([], rules)
    assert (judgement.level, judgement.level_rule, judgement.aid) == ("蓝", "DEFAULT", [])
    assert len(judgement.reasons) == 1


def test_what_a_rule_says_of_everybody(installation):
    means = read_rules(installation.settings.schemas).meanings()
    assert means["INPATIENT_20K"] == "单次住院个人负担合规费用…元,达到2万元线"
    assert means["DEFAULT"] == "未触发更高等级的规则,按一般线索入户核实"


def test_levels_have_an_order():
    assert sorted(["蓝", "红", "黄", "橙"], key=lambda level: Level(level).rank) == ["红", "橙", "黄", "蓝"]


def test_the_projects_own_rules_pass_the_check(installation):
    check_rules(read_rules(installation.settings.schemas), installation)


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"condition": "burdn > 3"}, r"rules.TRY: condition: .*burdn"),
        ({"condition": "burden"}, r"rules.TRY: condition: is DECIMAL\(14,2\), not yes or no"),
        ({"condition": "true) FROM case_view; DROP TABLE case_view; SELECT (true"}, "more than one statement"),
        ({"condition": "event_date > current_date"}, "asks the clock or chance"),
        ({"condition": "random() < 0.5"}, "asks the clock or chance"),
        ({"reason": "损失{los}元"}, "reason: no such column: los"),
        ({"reason": "损失{loss}元", "feeds": ("traffic_accident", "fire_los")}, "feeds: no such feed: fire_los"),
        ({"reason": "费用{burden}元", "feeds": ("health_inpatient",)}, None),
        ({"reason": "户况{disability_level}", "feeds": ("disability_new",)}, None),
        ({"reason": "内容{plea}"}, "reason: plea repeats what people wrote"),
    ],
)
def test_a_rule_that_a_run_would_stumble_over_fails_the_check(installation, change, fault):
    rules = read_rules(installation.settings.schemas)
    rule = Rule.model_validate(
        {"name": "TRY", "clause": "fire", "effective": "2026-01-01", "condition": "true", "level": "黄", "reason": "试", **change}
    )
    book = rules.model_copy(update={"rules": (rule,)})
    if fault is None:
        check_rules(book, installation)
    else:
        with pytest.raises(ConfigurationError, match=fault):
            check_rules(book, installation)


def test_a_reason_may_not_tell_a_sensitive_column_that_the_hardship_does_not(installation):
    rules = read_rules(installation.settings.schemas)
    feed = installation.feeds["fire_loss"]
    silent = feed.model_copy(update={"clue": feed.clue.model_copy(update={"hardship": "{occurred_on}家中失火"})})
    quiet = type(installation)(**{**vars(installation), "feeds": {**installation.feeds, "fire_loss": silent}})
    with pytest.raises(
        ConfigurationError, match=r"rules\.FIRE_LOSS_100K: reason: loss is sensitive and not in the hardship of fire_loss"
    ):
        check_rules(rules, quiet)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("clause: fire", "clause: nowhere"),
        ("name: FIRE_ANY_LOSS", "name: FIRE_LOSS_20K"),
        ("aid: [临时救助, 住房]", "aid: [临时救助, 房子]"),
        ("effective: 2021-05-20", "efective: 2021-05-20"),
    ],
)
def test_a_typo_in_the_rules_fails_with_the_file_named(installation, tmp_path, text, fault):
    source = (installation.settings.schemas / "triage.yml").read_text(encoding="utf-8")
    assert text in source
    path = tmp_path / "triage.yml"
    path.write_text(source.replace(text, fault, 1), encoding="utf-8")
    with pytest.raises(ConfigurationError, match=r"triage\.yml"):
        read_model(path, TriageRules)


def test_a_rule_that_breaks_on_data_stops_the_run_and_is_named_without_the_data(bench):
    bench.record("R1", "citizen_complaint", {"called_on": "2026-05-06", "content": "个人隐私"})
    batch = bench.input()
    rule = batch.rules.rules[0].model_copy(update={"name": "BROKEN", "feeds": (), "condition": "CAST(plea AS INTEGER) > 3"})
    broken = replace(batch, rules=batch.rules.model_copy(update={"rules": (*batch.rules.rules, rule)}))
    with pytest.raises(ProcessingError, match=r"triage rules broke: BROKEN$"):
        triage(broken)
