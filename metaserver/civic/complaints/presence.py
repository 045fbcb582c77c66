"""Who is at the desk, and who stands in for whom."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Final

from metaserver.civic.complaints.acting import ActingDesk
from metaserver.civic.complaints.cases import allowed_to
from metaserver.civic.complaints.days import end_of, seoul_day, start_of
from metaserver.civic.complaints.models import OfficeAction
from metaserver.civic.complaints.rules import departments_of, is_of
from metaserver.errors import Invalid
from metaserver.ports.accounts import Account, Role
from metaserver.ports.complaints import Absence, Duty, Search, Status

ABSENCE_DAYS_MAX: Final = 366
HANDED_OVER_MAX: Final = 200
_OPEN: Final = tuple(status for status in Status if status.is_open)


class PresenceDesk(ActingDesk):
    """Each method raises ``NotFound`` for who is no official, and ``StoreError``."""

    async def on_duty(self, by: Account, department: str) -> None:
        """Says to be there. Raises ``Invalid`` (``department``)."""
        known = self.desk.catalogue.department(department) is not None
        if not known or not is_of(department, allowed_to(by)):
            raise Invalid({"department": "choice"})
        now_ms = self.desk.clock.unix_ms()
        duty = Duty(account=by.id, department=department, since_ms=now_ms, seen_ms=now_ms)
        await self.desk.means.office.set_duty(duty)

    async def seen(self, by: Account) -> Duty | None:
        """Is still there; None for who is not on duty."""
        allowed_to(by)
        office = self.desk.means.office
        mine = next((each for each in await office.on_duty(0) if each.account == by.id), None)
        if mine is not None:
            mine = replace(mine, seen_ms=self.desk.clock.unix_ms())
            await office.set_duty(mine)
        return mine

    async def off_duty(self, by: Account) -> None:
        allowed_to(by)
        await self.desk.means.office.end_duty(by.id)

    async def officials(self, by: Account, department: str = "") -> list[tuple[str, str]]:
        """Id and name of those to whom a case can be given, of one department or of all."""
        allowed_to(by)
        found = {}
        for role in (Role.OFFICIAL, Role.OPERATOR):
            for account in await self.desk.means.accounts.list(role=role):
                theirs = departments_of(account)
                if theirs is None or (department in theirs if department else theirs):
                    found[account.id] = account.name or account.login or account.id
        return sorted(found.items(), key=lambda pair: pair[1])

    async def absences(self, by: Account) -> list[Absence]:
        """Those that hold now or later."""
        allowed_to(by)
        return await self.desk.means.office.absences(self.desk.clock.unix_ms())

    async def set_absence(
        self, by: Account, cover: str, from_day: dt.date, until_day: dt.date
    ) -> int:
        """Whatever is given to ``by`` in these days goes to ``cover``; so does what they have open
        on the first of them: how many cases were handed over, where that is today.

        Raises ``Invalid`` (``cover``, ``from_day``, ``until_day``).
        """
        allowed_to(by)
        today = seoul_day(self.desk.clock.unix_ms())
        _check_days(from_day, until_day, today)
        other = await self.desk.means.accounts.get(cover)
        if other is None or cover == by.id or departments_of(other) == frozenset():
            raise Invalid({"cover": "choice"})
        absence = Absence(
            account=by.id, cover=cover, from_ms=start_of(from_day), until_ms=end_of(until_day)
        )
        await self.desk.means.office.set_absence(absence)
        return await _hand_over(self, by, cover) if from_day <= today else 0

    async def end_absence(self, by: Account) -> None:
        allowed_to(by)
        await self.desk.means.office.end_absence(by.id)


async def begin_absences(office: PresenceDesk) -> int:
    """A job: what those whose days have come still had open goes to their cover, how many cases.
    What they took up since then themselves stays with them."""
    means, handed_over = office.desk.means, 0
    now_ms = office.desk.clock.unix_ms()
    for each in await means.office.absences(now_ms):
        away = await means.accounts.get(each.account)
        if away is not None and departments_of(away) != frozenset() and each.from_ms <= now_ms:
            handed_over += await _hand_over(office, away, each.cover, each.from_ms)
    return handed_over


async def _hand_over(
    office: PresenceDesk, by: Account, cover: str, before_ms: int | None = None
) -> int:
    search = Search(assignee=by.id, statuses=_OPEN, updated_to_ms=before_ms, limit=HANDED_OVER_MAX)
    numbers = tuple(each.number for each in await office.desk.store.search(search))
    if not numbers:
        return 0
    done = await office.act(OfficeAction(numbers=numbers, do="assign", to=cover), by)
    return sum(each.done for each in done)


def _check_days(from_day: dt.date, until_day: dt.date, today: dt.date) -> None:
    if until_day < from_day or until_day < today:
        raise Invalid({"until_day": "range"})
    if (until_day - today).days > ABSENCE_DAYS_MAX:
        raise Invalid({"until_day": "range"})
