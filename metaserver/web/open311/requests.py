"""What the server asks of the complaints behind it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from metaserver.civic.complaints.models import ComplaintRequest, ComplaintShown, KindShown
from metaserver.civic.models import Language
from metaserver.ports.access import Once
from metaserver.ports.complaints import Search


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRequest:
    """A service request as a program sends it; '' and None stand for what it left out."""

    service_code: str
    lat: float | None = None
    long: float | None = None
    address_string: str = ""
    address_id: str = ""
    attributes: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Code to values as they were sent; a list of one for whatever is no ``multivaluelist``."""
    description: str = ""
    media_url: str = ""
    """Kept as words; never fetched by anybody here."""
    email: str = ""
    first_name: str = ""
    last_name: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filed:
    service_request_id: str
    service_notice: str


class Requests(Protocol):
    def services(self, language: Language) -> Sequence[KindShown]: ...

    def checked(self, request: NewRequest) -> ComplaintRequest:
        """As the desk takes it. Raises ``Invalid`` with the fields as Open311 names them, each with
        a code of ``words``."""
        ...

    async def file(
        self, request: ComplaintRequest, *, key: int, once: Once | None, language: Language
    ) -> Filed:
        """Committed when it returns; the same ``once`` is answered with the same request.

        ``key``: number of the api_key. Raises ``Conflict`` for another body under the same
        ``once``, ``Limited`` and ``StoreError``.
        """
        ...

    async def find(self, search: Search, language: Language) -> Sequence[ComplaintShown]:
        """As everybody may see them. Raises ``StoreError``."""
        ...
