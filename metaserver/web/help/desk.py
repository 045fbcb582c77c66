"""What the pages and the JSON API ask of live help; the coordinator hands the objects over."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from metaserver.civic.help.models import DeskShown, HelpRequest, LeaveForm, TalkShown, Ticket
from metaserver.civic.knowledge.models import Answer
from metaserver.civic.models import Asker, Language, Listed, Receipt
from metaserver.civic.water.models import SettlementRequest, SettlementShown, TariffShown
from metaserver.ports.access import Once


class Help(Listed, Protocol):
    """``code`` opens a talk, ``address_key`` counts wrong ones.

    Whatever takes a number and a code raises ``NotFound("talk")`` for what they do not open and
    ``Limited`` after many tries; all may raise ``StoreError``.
    """

    def departments(self, language: Language) -> tuple[tuple[str, str], ...]:
        """Code and name."""
        ...

    async def desk(self, department: str, language: Language) -> DeskShown:
        """Raises ``Invalid`` (``department``)."""
        ...

    async def answer(
        self, question: str, department: str, language: Language, *, address_key: str = ""
    ) -> Answer:
        """Raises ``Invalid`` (``question``, ``department``) and ``Limited``."""
        ...

    def check(self, form: Mapping[str, Any]) -> HelpRequest:
        """Raises ``Invalid``."""
        ...

    async def ask(
        self, wish: HelpRequest, asker: Asker, visit: str, once: Once | None
    ) -> tuple[TalkShown, str]:
        """The talk and its code. Raises ``Conflict`` (``talking``, ``crowded``, ``reused``),
        ``Invalid`` and ``Limited``."""
        ...

    async def current(self, account: str, visit: str) -> Ticket | None: ...

    async def look(
        self, number: str, code: str, *, after: int = 0, version: int = 0, language: Language,
        wait_s: float = 0.0, address_key: str = "",
    ) -> TalkShown: ...  # fmt: skip

    async def say(
        self, number: str, code: str, words: str, key: str, language: Language, *,
        after: int = 0, address_key: str = "",
    ) -> TalkShown:  # fmt: skip
        """Raises ``Invalid`` (``words``, ``key``), ``Limited`` and ``Conflict``."""
        ...

    async def typing(self, number: str, code: str, *, address_key: str = "") -> None: ...

    async def end(
        self, number: str, code: str, language: Language, *, after: int = 0, address_key: str = ""
    ) -> TalkShown: ...

    async def rate(
        self, number: str, code: str, stars: int, language: Language, *, after: int = 0,
        address_key: str = "",
    ) -> TalkShown:  # fmt: skip
        """Raises ``Invalid`` (``stars``) and ``Conflict("state")``."""
        ...

    def check_leave(self, form: Mapping[str, Any]) -> LeaveForm:
        """Raises ``Invalid``."""
        ...

    async def leave(self, number: str, code: str, form: LeaveForm, asker: Asker) -> Receipt:
        """Of a complaint. Raises ``Invalid``, ``Conflict("written")`` and ``Limited``."""
        ...

    async def transcript(
        self, number: str, code: str, language: Language, *, address_key: str = ""
    ) -> str: ...


class Water(Protocol):
    """Sums up what is asked, and keeps nothing."""

    def title(self, language: Language) -> str: ...

    def summary(self, language: Language) -> str: ...

    def schema(self, language: Language) -> dict[str, Any]:
        """As ``civic.models.Service`` says."""
        ...

    def check(self, form: Mapping[str, Any]) -> SettlementRequest:
        """Raises ``Invalid``."""
        ...

    def settle(self, asked: SettlementRequest, language: Language) -> SettlementShown:
        """Raises ``Invalid``."""
        ...

    def tariff(self, language: Language) -> TariffShown: ...
