"""Standardise: from what a department wrote to one comparable person shape.

Belongs here: names, identity numbers, dates, phones and addresses, cleaned in bulk; the raw columns stay as they came.
Does not belong here: comparing two people (matching.link) and refusing a row (matching.validate).
"""

from matching.standardise.people import identify, standardise

__all__ = ["identify", "standardise"]
