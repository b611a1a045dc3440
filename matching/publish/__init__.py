"""Publish: what a run found, as lists, slips and forms that people open, print and send back.

Belongs here: workbooks (schemas/outputs), slips (schemas/templates), who gets which. Does not belong here: deciding
anything (matching.triage), numbering slips (the ledger), moving files into the outbox (the pipeline).
"""

from matching.publish.batch import PublishBatch
from matching.publish.centre import publish_centre
from matching.publish.document import TEMPLATE, read_template
from matching.publish.outputs import check_outputs, read_outputs
from matching.publish.recipients import publish_slips
from matching.publish.template import build_default_template

__all__ = [
    "TEMPLATE",
    "PublishBatch",
    "build_default_template",
    "check_outputs",
    "publish_centre",
    "publish_slips",
    "read_outputs",
    "read_template",
]
