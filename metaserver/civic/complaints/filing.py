"""From a form to a receipt: checked, compared with what is there, committed."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any, Final

from pydantic import BaseModel

from metaserver import metrics
from metaserver.civic.complaints import notices
from metaserver.civic.complaints.checking import read_complaint
from metaserver.civic.complaints.codes import follow_code, new_salt
from metaserver.civic.complaints.days import seoul_day, seoul_time
from metaserver.civic.complaints.desk import Desk
from metaserver.civic.complaints.models import ComplaintRequest
from metaserver.civic.complaints.places import box_around
from metaserver.civic.complaints.rules import is_public
from metaserver.civic.complaints.similar import SHOWN_MAX, Match, similar
from metaserver.civic.limits import Limit
from metaserver.civic.models import Asker, Language, Receipt
from metaserver.civic.photos import CLEANED_WITHIN_S, clean, worth_cleaning
from metaserver.errors import Invalid, NotFound
from metaserver.ports.access import Once
from metaserver.ports.complaints import (
    Channel,
    Complaint,
    Contact,
    Event,
    EventKind,
    Filing,
    Photo,
    Status,
)
from metaserver.ports.outbox import NewEntry

NEAR_READ_MAX: Final = 60
"""Of what is near, the newest are compared."""
SIMILAR_WORDS_MAX: Final = 200
"""Of another's description so many characters are shown."""
_PHOTO_ID_BYTES: Final = 16


class FilingDesk:
    """The part of the service that takes something in."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        clock, free = desk.clock, desk.means.unlimited
        self._filings = Limit("filings", burst=10, every_s=60, clock=clock, unlimited=free)
        self._own_filings = Limit("filings", burst=20, every_s=120, clock=clock)
        self._looks = Limit("looks", burst=30, every_s=5, clock=clock, unlimited=free)
        self._photos = Limit("photos", burst=20, every_s=30, clock=clock, unlimited=free)

    def check(self, form: Mapping[str, Any]) -> ComplaintRequest:
        """Raises ``Invalid``."""
        now = seoul_time(self.desk.clock.unix_ms())
        return read_complaint(form, self.desk.catalogue, now)

    async def similar(
        self, request: BaseModel, language: Language, *, address_key: str = ""
    ) -> list[dict[str, Any]]:
        """Open ones near it, the likeliest first; [] where only an address is known. Where the
        reporter did not agree to be public, neither words nor the exact distance are told.

        Raises ``Limited`` and ``StoreError``.
        """
        self._looks.take(address_key)
        request = _ours(request)
        place, kind = request.place, self.desk.catalogue.kind(request.kind)
        if place.lat is None or place.lon is None or kind is None:
            return []
        radius_m = kind.similar_within_m
        box = box_around(place.lat, place.lon, radius_m)
        matches = similar(
            kind=kind.code,
            lat=place.lat,
            lon=place.lon,
            words=request.description,
            among=await self.desk.store.near(box, kind=kind.code, limit=NEAR_READ_MAX),
            radius_m=radius_m,
        )
        return [self._match(each, language, radius_m) for each in matches[:SHOWN_MAX]]

    def _match(self, match: Match, language: Language, radius_m: float) -> dict[str, Any]:
        complaint = match.complaint
        open_book = is_public(complaint)
        return {
            "number": complaint.number,
            "title": self.desk.catalogue.kind_name(complaint.kind, language),
            "words": complaint.description[:SIMILAR_WORDS_MAX] if open_book else "",
            "since": seoul_day(complaint.created_ms).isoformat(),
            "joined": complaint.joined,
            "distance_m": round(match.distance_m if open_book else radius_m),
        }

    async def add_photo(self, data: bytes, address_key: str = "") -> str:
        """Cleans and keeps it: its id, to be named in a complaint within a day.

        Raises ``Invalid`` (``photos``: ``type``, ``large``, ``broken``), ``Limited``,
        ``WorkerError`` and ``StoreError``.
        """
        self._photos.take(address_key)
        worth_cleaning(data)
        done = await self.desk.means.worker.run(clean, data, within_s=CLEANED_WITHIN_S)
        photo = Photo(
            id=secrets.token_hex(_PHOTO_ID_BYTES),
            created_ms=self.desk.clock.unix_ms(),
            media_type=done.media_type,
            width=done.width,
            height=done.height,
            body=done.body,
        )
        await self.desk.store.add_photo(photo)
        return photo.id

    async def submit(self, request: BaseModel, asker: Asker, once: Once | None) -> Receipt:
        """Committed when it returns; the same ``once`` is answered with the same receipt.

        Raises ``Invalid`` for photos that are not there, ``Conflict`` for another body under the
        same ``once``, ``Limited`` and ``StoreError``.
        """
        if asker.api_key is None:
            self._filings.take(asker.address_key)
            self._own_filings.take(asker.account)
        filing = self._filing(_ours(request), asker, once)
        try:
            complaint, is_new = await self.desk.store.file(filing)
        except NotFound:
            raise Invalid({"photos": "unknown"}) from None
        if is_new:
            metrics.COMPLAINTS_FILED.labels(complaint.channel.value).inc()
            self.desk.tell(complaint, filing.event)
        return self._receipt(complaint, complaint.code_salt, asker.language, "receipt")

    def _filing(self, request: ComplaintRequest, asker: Asker, once: Once | None) -> Filing:
        complaint = self._complaint(request, asker)
        contact = self._contact(request)
        event = Event(
            time_ms=complaint.created_ms,
            kind=EventKind.RECEIVED,
            status=Status.RECEIVED,
            department=complaint.department,
        )
        return Filing(
            complaint=complaint,
            contact=contact,
            photos=request.photos,
            event=event,
            outbox=self._entries(complaint, contact),
            once=once,
        )

    def _complaint(self, request: ComplaintRequest, asker: Asker) -> Complaint:
        kind = self.desk.catalogue.kind(request.kind)
        if kind is None:
            raise Invalid({"kind": "unknown"})
        now_ms = self.desk.clock.unix_ms()
        place = request.place
        return Complaint(
            code_salt=new_salt(),
            created_ms=now_ms,
            updated_ms=now_ms,
            kind=kind.code,
            department=kind.department,
            attributes=request.attributes,
            description=request.description,
            lat=place.lat,
            lon=place.lon,
            address=place.address,
            place_source=place.source,
            world=place.world,
            language=asker.language,
            channel=Channel(asker.channel),
            public=request.public,
            reporter=asker.account,
            api_key=asker.api_key,
            expected_ms=self.desk.calendar.expected_ms(now_ms, kind.answer_days),
        )

    def _contact(self, request: ComplaintRequest) -> Contact | None:
        given = request.contact
        if not (given.name or given.email or given.phone):
            return None
        wants = request.notice_mail and bool(given.email)
        return Contact(name=given.name, email=given.email, phone=given.phone, notice_mail=wants)

    def _entries(self, complaint: Complaint, contact: Contact | None) -> list[NewEntry]:
        entries = []
        if complaint.kind in self.desk.means.forwarded:
            entries.append(notices.submit())
        if self.desk.means.mail:
            if contact is not None and contact.notice_mail:
                entries.append(notices.receipt())
            entries.append(notices.work(complaint.department, complaint.created_ms))
        return entries

    def _receipt(self, complaint: Complaint, salt: str, language: Language, words: str) -> Receipt:
        return Receipt(
            service="complaints",
            number=complaint.number,
            code=follow_code(self.desk.means.key, complaint.number, salt),
            expected=seoul_day(complaint.expected_ms).isoformat(),
            words=self.desk.words(words, language),
        )


def _ours(request: BaseModel) -> ComplaintRequest:
    """What ``check`` made; anything else is a mistake of the caller."""
    if not isinstance(request, ComplaintRequest):
        raise TypeError(f"{type(request).__name__} is not what the 120 desk is asked")
    return request
