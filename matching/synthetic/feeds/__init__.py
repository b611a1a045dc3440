"""What happened to whom in the year: one module a field of life, one function a feed or two.

Belongs here: happenings with plausible values. Does not belong here: spellings, errors and files.
"""

from collections.abc import Callable

from matching.synthetic.crowd import Happening, World
from matching.synthetic.feeds.accidents import disasters, fires, traffic
from matching.synthetic.feeds.administration import newly_disabled, newly_enrolled, pupils
from matching.synthetic.feeds.medical import stays
from matching.synthetic.feeds.pleas import applications, complaints, hotline, online, police
from matching.synthetic.feeds.visits import patrols, poverty

Maker = Callable[[World], list[Happening]]

MAKERS: tuple[Maker, ...] = (
    fires,
    traffic,
    disasters,
    stays,
    newly_disabled,
    pupils,
    online,
    complaints,
    police,
    hotline,
    applications,
    poverty,
    patrols,
    newly_enrolled,
)
"""In order of time: the makers at the end like to strike people whom the ones before have struck."""
