"""What the rooms ask of the outside world.

``runtime``     the clock and the bus
``talk``        chat, reports, bans
``accounts``    people with an account, their log-ins, what officials did
``complaints``  requests that citizens made, and all that happened to them
``outbox``      what is still to be told to others
``access``      keys of outside programs, and answers that may be asked for twice

An interface stands here where a room may not import who fulfils it, or where it has two
implementations that pass the same tests (or a clock, which tests turn by hand).
"""

from metaserver.ports.runtime import Bus, BusHandler, Clock
from metaserver.ports.talk import Ban, ChatLine, ChatStore, ModerationStore, ReportCase

__all__ = [
    "Ban",
    "Bus",
    "BusHandler",
    "ChatLine",
    "ChatStore",
    "Clock",
    "ModerationStore",
    "ReportCase",
]
