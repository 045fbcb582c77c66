"""What the office's pages ask of the civic side."""

from __future__ import annotations

import datetime as dt
from typing import Protocol

from metaserver.civic.complaints.models import (
    Acted,
    Case,
    Inbox,
    KindShown,
    News,
    OfficeAction,
    Outcomes,
)
from metaserver.civic.help.models import HelpTimes
from metaserver.civic.models import Language
from metaserver.ports.accounts import Account
from metaserver.ports.complaints import Absence, Duty, Photo, Search


class Talks(Protocol):
    """What is told of live help to everybody."""

    async def times(self) -> HelpTimes: ...


class Kinds(Protocol):
    def kinds(self, language: Language) -> tuple[KindShown, ...]: ...


class Office(Protocol):
    """Each raises ``NotFound`` for who is no official, and ``StoreError``."""

    def departments(self, language: Language) -> tuple[tuple[str, str], ...]:
        """Code and name."""
        ...

    async def inbox(self, search: Search, by: Account, language: Language) -> Inbox: ...

    async def news(self, by: Account, since_ms: int) -> News: ...

    async def case(self, number: str, by: Account, language: Language) -> Case: ...

    async def photo(self, number: str, photo: str, by: Account) -> Photo: ...

    async def act(self, action: OfficeAction, by: Account) -> list[Acted]: ...

    async def export(self, search: Search, by: Account, language: Language) -> str:
        """CSV."""
        ...

    async def officials(self, by: Account, department: str = "") -> list[tuple[str, str]]:
        """Id and name."""
        ...

    async def on_duty(self, by: Account, department: str) -> None: ...

    async def seen(self, by: Account) -> Duty | None: ...

    async def off_duty(self, by: Account) -> None: ...

    async def absences(self, by: Account) -> list[Absence]: ...

    async def set_absence(
        self, by: Account, cover: str, from_day: dt.date, until_day: dt.date
    ) -> int:
        """How many cases were handed over. Raises ``Invalid``."""
        ...

    async def end_absence(self, by: Account) -> None: ...

    async def outcomes(self, from_day: dt.date, to_day: dt.date, language: Language) -> Outcomes:
        """Raises ``Invalid``."""
        ...
