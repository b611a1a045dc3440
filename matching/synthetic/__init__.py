"""A synthetic district: people, rolls and a year of drops, with the truth kept apart.

Belongs here: making realistic input by seed. Does not belong here: anything a real installation runs on.
"""

from matching.synthetic.synthesise import Summary, synthesise

__all__ = ["Summary", "synthesise"]
