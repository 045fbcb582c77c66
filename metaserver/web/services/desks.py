"""What the pages and the JSON API ask of services; the coordinator hands the objects over."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Protocol, runtime_checkable

from metaserver.civic.complaints.models import ComplaintShown, DeskState, JoinRequest
from metaserver.civic.models import Asker, Language, Listed, Receipt, Service
from metaserver.ports.complaints import Photo


class Desks(Protocol):
    """Every service with a form, in the order of the list."""

    def get(self, service: str) -> Service:
        """Raises ``NotFound``."""
        ...

    def __iter__(self) -> Iterator[Service]: ...

    def listed(self) -> Iterator[Listed]:
        """Those with a page of their own too."""
        ...


@runtime_checkable
class Queued(Protocol):
    """A service that can say how it stands at its desk."""

    async def queue(self, language: Language) -> DeskState: ...


class Photos(Protocol):
    async def add_photo(self, data: bytes, address_key: str = "") -> str:
        """Its id. Raises ``Invalid`` with ``photos``: ``type``, ``large`` or ``broken``,
        ``Limited`` and ``WorkerError``."""
        ...


class Complaints(Service, Queued, Photos, Protocol):
    """What can be done with a complaint once it is there.

    ``code`` is what its reporter holds, ``account`` the reporter's own: one of the two opens it.
    ``address_key`` counts wrong codes. Each raises ``NotFound`` where neither opens it, ``Limited``
    after too many tries, ``Conflict`` where it cannot be done any more.
    """

    async def follow(
        self, number: str, code: str, language: Language, *, account: str = "",
        address_key: str = "",
    ) -> ComplaintShown: ...  # fmt: skip

    async def mine(self, account: str, language: Language) -> list[ComplaintShown]: ...

    async def whose(
        self, number: str, code: str, *, account: str = "", address_key: str = ""
    ) -> tuple[int | None, int | None]:
        """Ids of what is one's own there: of the complaint, or of having joined it."""
        ...

    def check_join(self, form: Mapping[str, Any]) -> JoinRequest:
        """Raises ``Invalid``."""
        ...

    async def join(self, number: str, request: JoinRequest, asker: Asker) -> Receipt: ...

    async def reopen(
        self, number: str, code: str, words: str, *, account: str = "", address_key: str = ""
    ) -> None: ...

    async def rate(
        self, number: str, code: str, stars: int, words: str = "", *, account: str = "",
        address_key: str = "",
    ) -> None: ...  # fmt: skip

    async def remind(
        self, number: str, code: str, *, account: str = "", address_key: str = ""
    ) -> None: ...

    async def photo(
        self, number: str, photo: str, code: str = "", *, account: str = "",
        address_key: str = "",
    ) -> Photo:  # fmt: skip
        """Of a public one everybody's."""
        ...
