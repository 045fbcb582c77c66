"""What follows from a complaint for others: entries of the outbox, written with it.

Payloads name people by what the database already has of them (``reporter``, a follower's salt, an
account), so that no address lies in the outbox and whoever was erased meanwhile gets no letter.

=========  ==========  ===============================================================
target     kind        payload
=========  ==========  ===============================================================
open311    submit      nothing: the complaint itself is sent
mail       receipt     ``to``: ``reporter``
mail       joined      ``to``: salt of the follower
mail       status      ``to``; ``status``, ``department``, ``words``, ``time_ms`` of the event
mail       answer      the same
mail       work        ``department``: its officials are told of what is new there
mail       official    ``to``: an official's account; ``department``, ``since_ms``
=========  ==========  ===============================================================
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from metaserver.ports.complaints import Contact, Event, EventKind, Follower, Status
from metaserver.ports.outbox import NewEntry

OPEN311: Final = "open311"
MAIL: Final = "mail"
REPORTER: Final = "reporter"
WORK_GATHER_MS: Final = 10 * 60_000
"""Officials get one letter for all that is new within so long."""

_TOLD: Final = frozenset(
    (EventKind.STATUS, EventKind.ANSWER, EventKind.MERGED, EventKind.REOPENED, EventKind.FORWARDED)
)


def submit() -> NewEntry:
    """The other city's server is to get the complaint."""
    return NewEntry(target=OPEN311, kind="submit")


def receipt() -> NewEntry:
    """To a reporter who agreed to letters."""
    return NewEntry(target=MAIL, kind="receipt", payload={"to": REPORTER})


def joined(follower: Follower) -> NewEntry:
    """To somebody who said "me too" and left an address."""
    return NewEntry(target=MAIL, kind="joined", payload={"to": follower.code_salt})


def work(department: str, now_ms: int) -> NewEntry:
    """Something new for a department. Several within ``WORK_GATHER_MS`` make one letter."""
    return NewEntry(
        target=MAIL,
        kind="work",
        payload={"department": department},
        # Of no order with others: it holds up none, and none holds it up.
        order=f"work:{department}:{now_ms}",
        due_ms=now_ms + WORK_GATHER_MS,
    )


def progress(
    event: Event, contact: Contact | None, followers: Iterable[Follower]
) -> list[NewEntry]:
    """A letter each to the reporter, if that was agreed to, and to all who joined; [] for events
    that are nobody's news."""
    if not event.public or event.kind not in _TOLD:
        return []
    to = [each.code_salt for each in followers if each.email]
    if contact is not None and contact.notice_mail and contact.email:
        to.insert(0, REPORTER)
    kind = "answer" if event.status in (Status.ANSWERED, Status.REJECTED) else "status"
    news = _news(event)
    return [NewEntry(target=MAIL, kind=kind, payload={"to": each, **news}) for each in to]


def _news(event: Event) -> dict[str, Any]:
    return {
        "status": event.status.value,
        "department": event.department,
        "words": event.words,
        "time_ms": event.time_ms,
    }
