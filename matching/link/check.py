"""Whether a model can be run at all, found out without any people.

Belongs here: binding every expression of a model. Does not belong here: its shape and references (matching.link.model).
"""

from matching.link.clusters import cluster
from matching.link.decide import link_people
from matching.link.model import LinkageModel
from matching.shapes import STANDARD


def check_model(model: LinkageModel) -> None:
    """Bind every feature, test, rule and phrase, and read the lookups. Raises ConfigurationError naming the part that is wrong."""
    nobody = STANDARD.empty_table()
    link_people(nobody, nobody, model, threads=1)
    cluster(nobody, model, threads=1)
