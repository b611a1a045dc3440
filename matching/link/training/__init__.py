"""Training: m and u of a linkage model from two tables of people; offline only, never in a run.

Belongs here: u from random pairs, m by expectation maximisation, the new model file, the report. Does not belong here:
comparing and deciding (matching.link.engine, decide), and reading the two tables (matching.pipeline.training).
"""

from matching.link.training.learn import Learned, learn
from matching.link.training.report import Told, linkable, report
from matching.link.training.writing import given_names_file, model_file

__all__ = ["Learned", "Told", "given_names_file", "learn", "linkable", "model_file", "report"]
