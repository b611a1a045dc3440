"""Link: who on one table is who on another, by a Fellegi-Sunter model that is data (schemas/linkage.yml).

Belongs here: blocking, comparison levels, weights, rules, decisions and their explanations, clusters of one batch, training. Does
not belong here: cleaning what is compared (matching.standardise), buckets (matching.triage), the ledger.
"""

from matching.link.check import check_model
from matching.link.clusters import cluster
from matching.link.compile import used
from matching.link.corrections import follow_corrections
from matching.link.decide import Linked, link_people
from matching.link.model import LinkageModel, read_linkage, read_model_file

__all__ = [
    "LinkageModel",
    "Linked",
    "check_model",
    "cluster",
    "follow_corrections",
    "link_people",
    "read_linkage",
    "read_model_file",
    "used",
]
