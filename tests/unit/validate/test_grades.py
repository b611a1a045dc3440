"""School years and the ages they say."""

import pytest

from matching.validate.values.grades import age_in_grade


@pytest.mark.parametrize(
    ("grade", "age"),
    [
        ("一年级", 7), ("三年级2班", 9), ("小学六年级", 12), ("小学三年级", 9), ("七年级", 13), ("九年级（1）班", 15), ("初一", 13), ("初中二年级", 14), ("高三", 18),
        ("高中一年级", 16), ("大一", 19), ("大学四年级", 22), ("幼儿园大班", 4), ("中班", 4), ("３年级", 9), ("职高二年级", 17),
        ("", None), ("2026级", None), ("1班", None), ("研究生", None),
    ],
)  # fmt: skip
def test_ages(grade: str, age: int | None) -> None:
    assert age_in_grade(grade) == age
