"""Publish: what a run found, as lists, slips and forms that people open, print and send back.

Belongs here: workbooks (schemas/outputs), slips (schemas/templates), who gets which. Does not belong here: deciding
anything (matching.triage), numbering slips (the ledger), moving files into the outbox (the pipeline).
"""

from matching.publish.batch import PublishBatch, publish
from matching.publish.document import TEMPLATE, read_template
from matching.publish.outputs import read_outputs
from matching.publish.template import build_default_template

__all__ = ["TEMPLATE", "PublishBatch", "build_default_template", "publish", "read_outputs", "read_template"]
