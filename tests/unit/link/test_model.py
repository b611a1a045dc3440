"""The model file: strict, and readable as a table."""

import re
from math import isclose, log2
from pathlib import Path

import pytest

from matching.errors import ConfigurationError
from matching.link import link_people, read_linkage, read_model_file
from tests.spec.people import installation, standard

SCHEMAS = installation().settings.schemas
TEXT = (SCHEMAS / "linkage.yml").read_text(encoding="utf-8").replace("lookups/", f"{SCHEMAS}/lookups/")

PRIOR = re.search(r"prior: [\d.]+", TEXT)[0]  # type: ignore[index]
BELIEFS = re.search(r"m: [\d.]+, u: [\d.]+", TEXT)[0]  # type: ignore[index]
M_ALONE = BELIEFS.split(",")[0]


def changed(tmp_path: Path, old: str, new: str) -> Path:
    assert old in TEXT
    path = tmp_path / "linkage.yml"
    path.write_text(TEXT.replace(old, new, 1), encoding="utf-8")
    return path


def test_the_shipped_model() -> None:
    model = read_linkage(SCHEMAS)
    level = model.comparison("name").levels[1]
    assert level.m is not None
    assert level.u is not None
    assert isclose(level.weight, log2(level.m / level.u), abs_tol=0.005)
    assert level.weight == round(level.weight, 2)
    assert model.comparison("name").levels[0].weight == 0
    assert isclose(model.prior_weight, log2(model.prior / (1 - model.prior)), abs_tol=0.005)
    assert [rule.name for rule in model.must if rule.decisive] == ["EXACT_ID"], "only an exact number is decisive"


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("review_weight:", "review_wieght:", "review_wieght"),
        (PRIOR, "prior: 4", "prior"),
        ("{identity: [same], name: [same, variant]}", "{identity: [same], nome: [same, variant]}", "nome has no level"),
        ("{identity: [same], name: [same, variant]}", "{identity: [same], name: [same, varient]}", "varient"),
        ("name: ID_TYPO_NAME", "name: EXACT_ID", "EXACT_ID"),
        ("name: GUARDIAN_ID", "name: TIE", "TIE"),
        ("decision: review", "decision: match", "decision"),
        ("level: variant", "level: same", "named twice"),
        ("left: [id_clean], right: [id_clean]", "left: [id_clean], right: []", "right"),
        ("left: [id_clean], right: [id_clean]", "left: [id_clean, birth], right: [id_clean]", "as many keys"),
        (BELIEFS, M_ALONE, "m and u"),
        (BELIEFS, BELIEFS.replace("m: 0", "m: 1"), "m"),
        ("fixed: true", "fixed: perhaps", "fixed"),
        ("at_least: ", "at_least: some", "at_least"),
        ("  given: ", "  givens: ", "givens"),
        ("    sex.same: ", "    sex.sane: ", "sex.sane"),
        ("    HOUSE_SURNAME: ", "    HOUSE_SIRNAME: ", "HOUSE_SIRNAME"),
        ("    phone: [phone_clean]", "    fone: [phone_clean]", "fone"),
        ("    birth: [different]", "    birth: [diferent]", "birth.diferent"),
        ("    identity: [damaged, masked]", "    identity: [damaged, maskt]", "identity.maskt"),
    ],
)
def test_a_typo_fails_with_file_and_place(tmp_path: Path, old: str, new: str, told: str) -> None:
    with pytest.raises(ConfigurationError, match=rf"(?s)linkage\.yml.*{told}"):
        read_model_file(changed(tmp_path, old, new))


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("l.name_clean = r.name_clean", "l.nome_clean = r.name_clean", "comparisons.*nome_clean"),
        ("left: [name_key, born]", "left: [name_kee, born]", "blocking NAME_BIRTH.*name_kee"),
        ("household: coalesce(", "household: koalesce(", "features.*koalesce"),
        ("household: coalesce(", "name_clean: coalesce(", "name_clean.*columns already"),
        ("{column: phone_clean,", "{column: fone,", "distances.*phone_distance.*fone"),
        ("enough: id_clean IS", "enough: id_klean IS", "enough.*id_klean"),
    ],
)
def test_a_typo_in_a_test_fails_when_it_is_run(tmp_path: Path, old: str, new: str, told: str) -> None:
    model = read_model_file(changed(tmp_path, old, new))
    nobody = standard([])
    with pytest.raises(ConfigurationError, match=told):
        link_people(nobody, nobody, model)


def test_a_lookup_that_names_a_character_twice_fails(tmp_path: Path) -> None:
    looks = tmp_path / "look_alikes.yml"
    looks.write_text("groups: [未末, 末本]\n", encoding="utf-8")
    model = read_model_file(changed(tmp_path, f"{SCHEMAS}/lookups/look_alikes.yml", str(looks)))
    nobody = standard([])
    with pytest.raises(ConfigurationError, match="末"):
        link_people(nobody, nobody, model)
