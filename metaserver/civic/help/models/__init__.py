"""What is asked of live help, and what it answers; ``office``: what officials see.

``HelpService`` has a page of its own (``/s/help``) and no form made from a schema. So it is no
``civic.models.Service`` but a ``civic.models.Listed``: id, title and summary, the page being
``/s/{id}``. ``registry.add_page(help)`` puts it on the list; ``registry.listed()`` gives all that
is on it, while ``registry.get`` and iteration know services with forms only.
"""

from metaserver.civic.complaints.models import Stars
from metaserver.civic.help.models.office import (
    Canned,
    ComplaintForm,
    Console,
    HelpTimes,
    OnDuty,
    TakenShown,
    Waiting,
)
from metaserver.civic.help.models.visitor import (
    ASKED_MAX,
    NAME_MAX,
    WAIT_MAX_S,
    WORDS_MAX,
    DeskShown,
    HelpRequest,
    LeaveForm,
    LineShown,
    TalkShown,
    Ticket,
)

__all__ = [
    "ASKED_MAX",
    "NAME_MAX",
    "WAIT_MAX_S",
    "WORDS_MAX",
    "Canned",
    "ComplaintForm",
    "Console",
    "DeskShown",
    "HelpRequest",
    "HelpTimes",
    "LeaveForm",
    "LineShown",
    "OnDuty",
    "Stars",
    "TakenShown",
    "TalkShown",
    "Ticket",
    "Waiting",
]
