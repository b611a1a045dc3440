"""Checking every configuration file at once: `zhaoren contracts check`.

Belongs here: asking each stage whether its configuration holds together. Does not belong here: what a
configuration means (the stage that reads it).
"""

from typing import Any

from matching.contracts import FeedContract, TableContract
from matching.installation import Installation, open_installation
from matching.settings import Settings


def check_configuration(settings: Settings) -> list[dict[str, Any]]:
    """One line a table: code, title, department, cadence, columns, required, expectations. Raises ConfigurationError.

    Beside the contracts: the expectation suites, the linkage model and its SQL, the triage rules against their view, the Word template.
    """
    from matching.link import check_model, read_linkage
    from matching.publish import TEMPLATE, check_outputs, read_template
    from matching.triage import check_rules, read_rules
    from matching.validate.rules.suites import read_suite

    installation = open_installation(settings)
    check_model(read_linkage(settings.schemas))
    check_rules(read_rules(settings.schemas), installation)
    check_outputs(settings.schemas)
    read_template(settings.schemas / TEMPLATE)
    return [
        _line(table, installation, len(read_suite(settings.expectations, table.code))) for table in installation.tables.values()
    ]


def _line(table: TableContract, installation: Installation, expectations: int) -> dict[str, Any]:
    return {
        "code": table.code,
        "title": table.title,
        "department": installation.district.department(table.department).name,
        "cadence": table.cadence.chinese if isinstance(table, FeedContract) else "名册",
        "columns": len(table.columns),
        "required": sum(column.required for column in table.columns),
        "expectations": expectations,
    }
