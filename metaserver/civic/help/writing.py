"""From a talk to a complaint: by its visitor in writing, or by the official who has it.

At most one comes of a talk, whoever asks for it and however often. The complaint is committed
first, under a key that is the talk's own (``Once``), and only then the talk says so. A server that
dies between the two finds the complaint by that key when it is asked again, or when it begins
(``mend``).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any, Final

from metaserver.civic.complaints.models import DESCRIPTION_MAX, ComplaintRequest
from metaserver.civic.forms import read_form
from metaserver.civic.help.desk import WRITTEN_KIND, HelpDesk
from metaserver.civic.help.models import ComplaintForm, LeaveForm
from metaserver.civic.models import Asker, Language, Receipt
from metaserver.errors import Conflict, Invalid
from metaserver.ports.access import Once
from metaserver.ports.accounts import AuditEntry
from metaserver.ports.help import Move, Side, Talk, TalkState

MARKED_AGAIN_MAX: Final = 10
_SCOPE: Final = "help"
_FIELDS: Final = {
    "place": "address",
    "place.address": "address",
    "place.lat": "lat",
    "place.lon": "lon",
    "contact.email": "email",
}
"""Of the complaint's form, to what they are called in ours."""


def check_leave(form: Mapping[str, Any]) -> LeaveForm:
    """Raises ``Invalid``."""
    return read_form(LeaveForm, form, lines={"words"})


def check_complaint(form: Mapping[str, Any]) -> ComplaintForm:
    """Raises ``Invalid``."""
    return read_form(ComplaintForm, form, lines={"description"})


class Written:
    """Makes complaints of talks."""

    def __init__(self, desk: HelpDesk) -> None:
        self._desk = desk

    async def leave(self, talk: Talk, form: LeaveForm, asker: Asker) -> Receipt:
        """The talk is over with it.

        Raises ``Invalid`` by the fields of the form, ``Conflict("written")`` where something else
        was left of this talk before, ``Limited`` and ``StoreError``.
        """
        words = form.words or await self._asked(talk)
        wish: dict[str, Any] = {"kind": WRITTEN_KIND, "description": words}
        wish |= self._place(talk, form)
        if form.email:
            wish |= {
                "contact": {"email": form.email},
                "notice_mail": self._desk.means.mail,
                "keep_contact": form.keep_contact,
                "age_14": form.age_14,
            }
        request = self._request(wish, talk, asker.language, {"description": "words"})
        return await self._file(talk, request, asker, ends=True, audit=None)

    async def complain(self, talk: Talk, form: ComplaintForm, audit: AuditEntry) -> Receipt:
        """The talk goes on. Raises as ``leave`` does."""
        wish: dict[str, Any] = {
            "kind": form.kind,
            "description": form.description,
            "attributes": form.attributes,
            **self._place(talk, form),
        }
        language: Language = "en" if talk.language == "en" else "ko"
        asker = Asker(
            account=talk.account, channel="world" if talk.world else "page", language=language
        )
        request = self._request(wish, talk, language, {})
        return await self._file(talk, request, asker, ends=False, audit=audit)

    async def mend(self, talk: Talk) -> None:
        """Lets it say what it became, where the server died before it could."""
        filed = await self._desk.once.answer(_once(talk))
        complaint = await self._desk.means.complaints.get(filed) if filed else None
        if complaint is not None:
            await self._mark(talk, complaint.number, ends=False, audit=None)

    async def _asked(self, talk: Talk) -> str:
        """All that the visitor has written so far, as far as it fits."""
        lines = await self._desk.store.lines(talk.id)
        said = "\n".join(each.words for each in lines if each.side is Side.VISITOR)
        return said[:DESCRIPTION_MAX]

    def _place(self, talk: Talk, form: LeaveForm | ComplaintForm) -> dict[str, Any]:
        """As it was given, or where the visitor stood."""
        given = {"address": form.address, "lat": form.lat, "lon": form.lon}
        told = {name: value for name, value in given.items() if value not in ("", None)}
        if told:
            source = "map" if "lat" in told else "address"
            return {"place": {**told, "source": source}}
        if talk.lat is None or talk.lon is None:
            return {}
        where = {"lat": talk.lat, "lon": talk.lon, "source": "world", "world": talk.world}
        return {"place": where}

    def _request(
        self, wish: dict[str, Any], talk: Talk, language: Language, names: Mapping[str, str]
    ) -> ComplaintRequest:
        """Which talk it comes from stands in it."""
        origin = self._desk.words("from_talk", language, number=talk.number)
        room = DESCRIPTION_MAX - len(origin) - 2
        wish["description"] = f"{wish['description'][:room]}\n\n{origin}"
        try:
            return self._desk.complaints.check(wish)
        except Invalid as error:
            ours = {**_FIELDS, **names}
            raise Invalid({ours.get(n, n): code for n, code in error.fields.items()}) from None

    async def _file(
        self, talk: Talk, request: ComplaintRequest, asker: Asker, *, ends: bool,
        audit: AuditEntry | None,
    ) -> Receipt:  # fmt: skip
        once = _once(talk)
        if talk.complaint and await self._desk.once.answer(once) is None:
            raise _written()  # so long ago that the key is forgotten
        receipt = await self._desk.complaints.submit(request, asker, once)
        await self._mark(talk, receipt.number, ends=ends, audit=audit)
        kept = await self._desk.means.complaints.by_number(receipt.number)
        if kept is None or kept.description != request.description:
            raise _written()
        return receipt

    async def _mark(self, talk: Talk, number: str, *, ends: bool, audit: AuditEntry | None) -> None:
        """As long as the talk does not say so; whatever else happens to it meanwhile."""
        for attempt in range(MARKED_AGAIN_MAX):
            if talk.complaint and (talk.state.is_over or not ends):
                return
            try:
                await self._desk.move(talk, self._marking(talk, number, ends=ends, audit=audit))
                return
            except Conflict:
                if attempt == MARKED_AGAIN_MAX - 1:
                    raise
                talk = await self._desk.by_number(talk.number)

    def _marking(self, talk: Talk, number: str, *, ends: bool, audit: AuditEntry | None) -> Move:
        values: dict[str, Any] = {"complaint": number}
        lines = [] if talk.complaint else [self._desk.happened("complaint", number)]
        if talk.state.is_over:
            values |= {"state": TalkState.WRITTEN}
        elif ends:
            now_ms = self._desk.clock.unix_ms()
            values |= {"state": TalkState.WRITTEN, "ended_ms": now_ms, "ended_by": "visitor"}
            lines.append(self._desk.happened("ended", "visitor"))
        return Move(
            talk=talk.id, states=(talk.state,), version=talk.version, values=values, lines=lines,
            audit=audit,
        )  # fmt: skip


def _once(talk: Talk) -> Once:
    """Of whatever complaint comes of it: another form under it gets the first one's receipt."""
    body_hash = hashlib.sha256(talk.number.encode()).hexdigest()
    return Once(scope=_SCOPE, key=talk.number, body_hash=body_hash)


def _written() -> Conflict:
    return Conflict("written", "A complaint came of this talk already; see its number.")
