"""Triage: puts every record into exactly one bucket and opens a clue for each new person.

Belongs here: buckets, levels by the rules of schemas/triage.yml, the responsible unit, the household's view of
the rolls, the words of a clue. Does not belong here: who is who (matching.link), slip numbers (the ledger),
files (matching.publish).
"""

from matching.triage.batch import Triaged, triage
from matching.triage.examples import read_cases
from matching.triage.input import TriageInput
from matching.triage.past import History
from matching.triage.rules import TriageRules, check_rules, read_rules

__all__ = ["History", "TriageInput", "TriageRules", "Triaged", "check_rules", "read_cases", "read_rules", "triage"]
