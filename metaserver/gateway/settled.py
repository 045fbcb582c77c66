"""Who stays in which view, as rows of those who get the very same bytes."""

from __future__ import annotations

from metaserver.gateway.compose import Step
from metaserver.gateway.rings import View
from metaserver.gateway.session import Session

Row = tuple[Step, list[Session]]


class Settled:
    """A view's row is made again only when somebody came or went: most stay as they are for many
    ticks. A row that was handed out never changes."""

    def __init__(self) -> None:
        self._members: dict[View, dict[Session, None]] = {}
        self._rows: dict[View, Row] = {}
        self._changed: set[View] = set()

    def add(self, session: Session, view: View) -> None:
        self.remove(session)
        session.shown = view
        self._members.setdefault(view, {})[session] = None
        self._changed.add(view)

    def remove(self, session: Session) -> None:
        """Harmless for one who is settled nowhere."""
        view = session.shown
        members = self._members.get(view) if view is not None else None
        if view is None or members is None or session not in members:
            return
        del members[session]
        self._changed.add(view)
        if not members:
            del self._members[view]

    def rows(self) -> list[Row]:
        """A step of each view onto itself, and who makes it."""
        for view in self._changed:
            members = self._members.get(view)
            if members:
                self._rows[view] = Step(view, None, view), list(members)
            else:
                self._rows.pop(view, None)
        self._changed.clear()
        return list(self._rows.values())
