"""What the console asks of the civic side."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from metaserver.civic.help.models import Canned, ComplaintForm, Console, TakenShown
from metaserver.civic.knowledge.models import Answer
from metaserver.civic.models import Language
from metaserver.ports.accounts import Account


class Help(Protocol):
    """Each method raises ``NotFound`` for who is no official, and for talks of other departments;
    ``Conflict`` where somebody else was quicker or has the talk by now; and ``StoreError``."""

    async def console(
        self, by: Account, language: Language, *, version: int = 0,
        talks: Mapping[str, int] | None = None, wait_s: float = 0.0,
    ) -> Console:  # fmt: skip
        """At once where something is newer than ``version``, at the latest after ``wait_s``."""
        ...

    async def waiting(self, by: Account) -> int:
        """How many wait; who asks is not at the console by it."""
        ...

    async def take(self, by: Account, number: str, language: Language) -> TakenShown: ...

    async def tell(
        self, by: Account, number: str, words: str, key: str, language: Language, *,
        after: int = 0,
    ) -> TakenShown: ...  # fmt: skip

    async def typing_to(self, by: Account, number: str) -> None: ...

    async def transfer(self, by: Account, number: str, department: str, note: str) -> None:
        """Raises ``Invalid``."""
        ...

    def check_complaint(self, form: Mapping[str, Any]) -> ComplaintForm:
        """Raises ``Invalid``."""
        ...

    async def complain(self, by: Account, number: str, form: ComplaintForm) -> str:
        """Number of the complaint. Raises ``Invalid``."""
        ...

    async def end_talk(self, by: Account, number: str) -> None: ...

    def canned(self, by: Account, language: Language) -> tuple[Canned, ...]: ...

    async def knowledge(
        self, by: Account, question: str, department: str, language: Language
    ) -> Answer:
        """Raises ``Invalid``."""
        ...


class Duties(Protocol):
    """Being on duty; each raises ``NotFound`` and ``StoreError``."""

    def departments(self, language: Language) -> tuple[tuple[str, str], ...]:
        """Code and name."""
        ...

    async def on_duty(self, by: Account, department: str) -> None:
        """Raises ``Invalid``."""
        ...

    async def off_duty(self, by: Account) -> None: ...
