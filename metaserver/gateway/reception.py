"""Hello: who comes back, who was here before a restart, who is new."""

from __future__ import annotations

from collections.abc import Mapping

from metaserver import metrics
from metaserver.errors import Refused
from metaserver.gateway.admission import Admission
from metaserver.gateway.attendance import Attendance
from metaserver.gateway.book import SessionBook
from metaserver.gateway.connection import Connection
from metaserver.gateway.credentials import Card, Credentials
from metaserver.gateway.names import guest_name
from metaserver.gateway.room import Room
from metaserver.gateway.session import Greeting, Place, Session
from metaserver.gateway.settings import GatewaySettings
from metaserver.gateway.tickets import TicketPlace
from metaserver.gateway.travel import Travel
from metaserver.protocol.codes import FLAG_OFFICIAL, Close, ErrorCode
from metaserver.protocol.messages import Arrival, Hello
from metaserver.protocol.names import clean_name
from metaserver.protocol.records import pack_look
from metaserver.protocol.session import Stage

Where = Place | str
"""A spot, or the id of a place."""


class Reception:
    """``rooms`` by world id."""

    def __init__(
        self, *, rooms: Mapping[str, Room], book: SessionBook, attendance: Attendance,
        travel: Travel, credentials: Credentials, settings: GatewaySettings,
    ) -> None:  # fmt: skip
        self._rooms = rooms
        self._book = book
        self._attendance = attendance
        self._travel = travel
        self._credentials = credentials
        self._settings = settings
        self._start = rooms[settings.start or next(iter(rooms))]
        self._where: dict[str, tuple[Room, Where]] = {}
        """Of those who wait to be admitted, by person."""
        self.admission = Admission(
            joins_per_s=settings.joins_per_s, queue_max=settings.queue_max,
            monotonic_s=credentials.clock.monotonic_s, start=self._admitted,
        )  # fmt: skip

    def hello(self, connection: Connection, hello: Hello) -> None:
        card, account_ok = self._credentials.account(connection, hello.account)
        ticket = self._credentials.ticket(hello.ticket, card.account)
        session = self._known(hello, ticket, card.account)
        if session is not None:
            # The zone is told of the look with the place.
            session.look = _marked(session.look, card)
            self._welcome_back(session, connection, hello)
        else:
            session = self._new(connection, hello, ticket, card)
        session.tier, session.visit = hello.tier, hello.visit
        session.language = self._language(hello.locale)
        if not account_ok:
            session.error(0, ErrorCode.NOT_ALLOWED)

    # ---- who it is ----

    def _known(self, hello: Hello, ticket: TicketPlace | None, account: str) -> Session | None:
        """A session that still lives: by resume token, or by a ticket of the same person."""
        session = self._book.by_token(hello.resume)
        if session is None and ticket is not None:
            session = self._book.by_person.get(ticket.person)
        if session is None or session.account != account:
            return None
        return session

    # ---- back ----

    def _welcome_back(self, session: Session, connection: Connection, hello: Hello) -> None:
        had_place = session.present_s is not None
        was_away = session.stage is Stage.AWAY
        metrics.GATEWAY_RESUMED.labels("away" if was_away else "taken_over").inc()
        self._attendance.connect(session, connection)
        if not had_place:  # still at the door: the greeting it waits for is the same
            self.admission.tell(session)
            return
        session.greeting = Greeting(
            Arrival.RESUMED, hello.last_event, self._chat_after(session, hello)
        )
        if session.travelling is not None:
            if session.stage is not Stage.JOINING:
                session.turn(Stage.JOINING)  # seated when the journey under way ends
        elif session.room is not None:
            self._travel.back(session, session.room)
        else:
            self._travel.to_place(session, self._start, "")

    def _chat_after(self, session: Session, hello: Hello) -> int | None:
        room = session.room
        if session.travelling is not None or room is None:
            return None
        if hello.world not in ("", room.info.id):
            return session.chat_after
        return max(hello.last_chat, session.chat_since)

    # ---- new ----

    def _new(
        self, connection: Connection, hello: Hello, ticket: TicketPlace | None, card: Card
    ) -> Session:
        if ticket is not None and (ticket.world not in self._rooms or self._taken(ticket)):
            ticket = None
        session = self._book.open(ticket.person if ticket else "")
        session.account, session.address = card.account, connection.address
        session.address_key = self._credentials.address_key(connection.address)
        self._attendance.connect(session, connection)
        session.greeting = self._greeting(hello, ticket)
        bad_name = not self._name(session, hello, ticket, card)
        session.look = _marked(pack_look(hello.look), card)
        if ticket is not None:
            self._where[session.person] = (self._rooms[ticket.world], ticket.place)
        else:
            self._where[session.person] = self._asked_for(session, hello)
        if bad_name:
            session.error(0, ErrorCode.BAD_NAME)
        if not self.admission.enter(session):
            metrics.GATEWAY_REJECTED.labels("queue").inc()
            self._attendance.leave(session)
            connection.close(Close.FULL, "too many people wait")
        return session

    def _taken(self, ticket: TicketPlace) -> bool:
        """Its person is here under another account: no twin of it."""
        return ticket.person in self._book.by_person

    def _greeting(self, hello: Hello, ticket: TicketPlace | None) -> Greeting:
        if ticket is not None:
            knows_chat = hello.last_chat and hello.world in ("", ticket.world)
            after = hello.last_chat if knows_chat else None
            return Greeting(Arrival.RESTORED, 0, after, recall=True)
        lost = bool(hello.resume or hello.ticket)
        return Greeting(Arrival.LOST if lost else Arrival.FRESH)

    def _name(self, session: Session, hello: Hello, ticket: TicketPlace | None, card: Card) -> bool:
        """Sets the name; False where the one asked for cannot be had. An account's comes first."""
        wanted = card.name or hello.name
        if not wanted and ticket is not None and not ticket.guest_number:
            wanted = ticket.name
        try:
            session.name = clean_name(wanted, staff=card.official) if wanted else ""
        except Refused:
            session.name = ""
        if not session.name:
            session.guest_number = self._book.guest_number(ticket.guest_number if ticket else 0)
            session.name = guest_name(session.guest_number)
        return not wanted or not session.guest_number

    def _asked_for(self, session: Session, hello: Hello) -> tuple[Room, Where]:
        room = self._rooms.get(hello.world, self._start)
        if hello.world and hello.world not in self._rooms:
            session.error(0, ErrorCode.UNKNOWN_WORLD)
            return room, ""
        if hello.place and hello.place not in room.info.places:
            session.error(0, ErrorCode.UNKNOWN_PLACE)
            return room, ""
        return room, hello.place

    def _admitted(self, session: Session) -> None:
        room, where = self._where.pop(session.person)
        session.turn(Stage.JOINING)
        if isinstance(where, Place):
            self._travel.to_spot(session, room, where)
        else:
            self._travel.to_place(session, room, where)

    def forget(self, session: Session) -> None:
        """The session ended, perhaps while it waited."""
        self._where.pop(session.person, None)

    def _language(self, locale: str) -> str:
        short = locale.replace("_", "-").split("-")[0].lower()
        known = self._settings.languages
        return short if short in known else ("en" if "en" in known else known[0])


def _marked(look: bytes, card: Card) -> bytes:
    """With the mark of an official, or without: nothing that a client sends sets it."""
    flags = look[4] | FLAG_OFFICIAL if card.official else look[4] & ~FLAG_OFFICIAL
    return look[:4] + bytes((flags,))
