"""From the drop folders into the archive: files only, no ledger, no clock."""

from matching.intake import store
from matching.intake.pairs import Pair, Partner, pair
from matching.intake.places import Place, make_folders, places
from matching.intake.store import CannotRead, StillMoving, remove, take
from matching.intake.sweep import Found, Odd, find, settled

__all__ = [
    "CannotRead",
    "Found",
    "Odd",
    "Pair",
    "Partner",
    "Place",
    "StillMoving",
    "find",
    "make_folders",
    "pair",
    "places",
    "remove",
    "settled",
    "store",
    "take",
]
