"""Following a complaint: with its code, or with the account that made it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from metaserver import metrics
from metaserver.civic.complaints.codes import opens, read_code
from metaserver.civic.complaints.desk import Desk, no_complaint
from metaserver.civic.complaints.models import ComplaintShown
from metaserver.civic.complaints.rules import (
    View,
    is_number,
    is_public,
)
from metaserver.civic.complaints.shown import shown
from metaserver.civic.models import Language
from metaserver.civic.wrong_codes import WrongCodes
from metaserver.ports.complaints import Complaint, Photo, Search

MINE_MAX: Final = 200


@dataclass(frozen=True, slots=True)
class Seen:
    """A complaint, and how somebody may see it."""

    complaint: Complaint
    view: View
    since_ms: int = 0
    """When they joined it."""
    follower: int = 0
    """Of who joined it; 0 for a reporter, of this one or of one that was merged into it."""


class FollowingDesk:
    """The part of the service for who knows of a complaint already.

    ``code`` is what its reporter, or somebody who joined, holds; ``account`` whose account they
    use, '' for a guest; ``address_key`` counts wrong codes. Whoever has neither gets ``NotFound``,
    the same as for a number that does not exist; after many wrong codes ``Limited``.
    """

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self._wrong = WrongCodes(desk.clock)

    async def follow(
        self, number: str, code: str, language: Language, *, account: str = "",
        address_key: str = "",
    ) -> ComplaintShown:  # fmt: skip
        """Raises ``NotFound``, ``Limited`` and ``StoreError``."""
        seen = await self._seen(number, code, account, address_key)
        return await self._shown(seen, language)

    async def mine(self, account: str, language: Language) -> list[ComplaintShown]:
        """What the account reported and joined, newest first; without steps and photos."""
        if not account:
            return []
        own = await self.desk.store.search(Search(reporter=account, limit=MINE_MAX))
        found = [Seen(each, View.REPORTER) for each in own]
        for complaint_id in (await self.desk.store.joined_by(account))[:MINE_MAX]:
            complaint = await self.desk.store.get(complaint_id)
            if complaint is not None and complaint.reporter != account:
                found.append(Seen(complaint, View.FOLLOWER))
        found.sort(key=lambda seen: -seen.complaint.created_ms)
        return [
            shown(self.desk, seen.complaint, view=seen.view, language=language) for seen in found
        ]

    async def whose(
        self, number: str, code: str, *, account: str = "", address_key: str = ""
    ) -> tuple[int | None, int | None]:
        """What is one's own there: the complaint's id for its reporter, the follower's for who
        joined it. Raises ``NotFound``, ``Limited`` and ``StoreError``."""
        seen = await self._seen(number, code, account, address_key)
        if seen.view is View.REPORTER:
            return seen.complaint.id, None
        return None, seen.follower

    async def photo(
        self, number: str, photo: str, code: str = "", *, account: str = "",
        address_key: str = "",
    ) -> Photo:  # fmt: skip
        """The reporter sees their own; everybody those of public complaints.

        Raises ``NotFound``, ``Limited`` and ``StoreError``.
        """
        complaint = await self.desk.by_number(number)
        if not is_public(complaint):
            await self._as_reporter(number, code, account, address_key)
        found = await self.desk.store.photo(photo)
        if found is None or found.complaint != complaint.id:
            raise no_complaint()
        return found

    async def _as_reporter(self, number: str, code: str, account: str, address_key: str) -> None:
        seen = await self._seen(number, code, account, address_key)
        if seen.view is not View.REPORTER:
            raise no_complaint()

    async def _seen(self, number: str, code: str, account: str, address_key: str) -> Seen:
        self._wrong.check(number, address_key)
        complaint = await self.desk.store.by_number(number) if is_number(number) else None
        seen = await self._opened(complaint, code, account) if complaint else None
        if seen is None:
            if code:
                metrics.COMPLAINT_WRONG_CODES.inc()
                self._wrong.count(number if complaint else "", address_key)
            raise no_complaint()
        return seen

    async def _opened(self, complaint: Complaint, code: str, account: str) -> Seen | None:
        """None where neither code nor account opens it."""
        key, number, given = self.desk.means.key, complaint.number, read_code(code)
        if account and account == complaint.reporter:
            return Seen(complaint, View.REPORTER)
        if opens(given, key, number, complaint.code_salt):
            return Seen(complaint, View.REPORTER)
        found = None
        for follower in await self.desk.store.followers(complaint.id):
            holds = opens(given, key, number, follower.code_salt)
            if holds or (account and account == follower.account):
                found = Seen(complaint, View.FOLLOWER, follower.created_ms, follower.id)
        return found

    async def _shown(self, seen: Seen, language: Language) -> ComplaintShown:
        """With the steps of the one that goes on in its place."""
        complaint = seen.complaint
        photos = await self.desk.store.photos(complaint.id)
        heir = await self.desk.heir(complaint)
        events = await self.desk.store.events(complaint.id, public_only=True)
        own = shown(
            self.desk, complaint, view=seen.view, language=language, events=events, photos=photos,
            since_ms=seen.since_ms, merged_into=heir.number if heir.id != complaint.id else "",
        )  # fmt: skip
        if heir.id == complaint.id:
            return own
        merged_ms = complaint.closed_ms or complaint.updated_ms
        later = [
            each
            for each in await self.desk.store.events(heir.id, public_only=True)
            if each.time_ms >= merged_ms
        ]
        further = shown(
            self.desk, heir, view=View.FOLLOWER, language=language, events=later,
            since_ms=merged_ms - 1,
        )  # fmt: skip
        return own.model_copy(
            update={
                "steps": (*own.steps, *further.steps),
                "expected": further.expected,
                "overdue": further.overdue,
                "updated": max(own.updated, further.updated),
            }
        )
