"""Complaints that another Open311 server answers: sent there once, and what becomes of them.

``forwarding``  the operator's map: which kinds go there, and how that server behaves
``remote``      the other server over HTTP, with bounds in time and size
``answers``     bytes of its answers to rows
``target``      the outbox's target ``open311``: sends, and finds out what arrived
``polling``     what happens there becomes public events here
``words``       their sentences
"""

from metaserver.civic.complaints.outward.forwarding import (
    ForwardMap,
    check_codes,
    load_forward_map,
)
from metaserver.civic.complaints.outward.polling import StatusPolling
from metaserver.civic.complaints.outward.remote import Remote
from metaserver.civic.complaints.outward.target import ForwardTarget

__all__ = [
    "ForwardMap",
    "ForwardTarget",
    "Remote",
    "StatusPolling",
    "check_codes",
    "load_forward_map",
]
