"""From the drop folders into the archive: files only, no ledger, no clock."""

from matching.intake.places import Place, make_folders, places
from matching.intake.store import CannotRead, StillMoving, remove, take
from matching.intake.sweep import Found, find, settled

__all__ = ["CannotRead", "Found", "Place", "StillMoving", "find", "make_folders", "places", "remove", "settled", "take"]
