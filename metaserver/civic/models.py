"""What every service has in common: who asks, the form, the receipt."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal, Protocol

from pydantic import BaseModel, ConfigDict, Field

from metaserver.ports.access import Once

Language = Literal["ko", "en"]
ServiceId = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{1,39}$")]


class Part(BaseModel):
    """Base of what is asked: a misspelt field is an error, and nothing changes later."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class Asker(Part):
    """Who asks; filled in by the door, never by the form."""

    account: str = ""
    """'' for a guest."""
    channel: Literal["world", "page", "open311"] = "page"
    language: Language = "ko"
    api_key: int | None = None
    address_key: str = ""
    """Keyed hash of the network address, for limits; '' is not limited."""


class Receipt(BaseModel):
    """What a citizen holds in hand afterwards."""

    model_config = ConfigDict(frozen=True)

    service: ServiceId
    number: str
    code: str
    """Follows it without an account: 16 letters and digits, four groups; 80 bits."""
    expected: str = ""
    """Day by which an answer is expected, ``YYYY-MM-DD``; '' where none can be given."""
    words: str
    """A sentence in the asker's language: what happens now."""


class Listed(Protocol):
    """A service as the list of services has it; its page is ``/s/{id}``."""

    id: str

    def title(self, language: Language) -> str: ...

    def summary(self, language: Language) -> str: ...


class Service(Listed, Protocol):
    """One service with a form, as pages and clients see it.

    The schema is JSON Schema (2020-12) of an object, made from the request model, with texts in
    the language that was asked for, and these words more for whoever draws the form:

    ``title``, ``description``  label and hint of a field
    ``x-order``      position of a field, ascending
    ``x-widget``     ``text``, ``lines``, ``choice``, ``choices``, ``number``, ``date``, ``email``,
                     ``tel``, ``tick``, ``place``, ``photos`` or ``group`` (an object's fields)
    ``x-choices``    ``[{"value": …, "title": …}]`` of a choice
    ``x-when``       ``{"field": [values]}``: shown, and asked for, only then
    ``x-required``   true: has to be filled in as soon as ``x-when`` holds
    ``x-errors``     ``{"code": sentence}`` for the codes that this field can have; at the root,
                     for names that are no field
    """

    def schema(self, language: Language) -> dict[str, Any]: ...

    def check(self, form: Mapping[str, Any]) -> BaseModel:
        """The request that a form makes. Raises ``Invalid`` with a code for each wrong field:
        ``missing``, ``unknown``, ``long``, ``short``, ``form``, ``range``, ``outside``, ``choice``
        or one of its own."""
        ...

    async def similar(
        self, request: BaseModel, language: Language, *, address_key: str = ""
    ) -> list[dict[str, Any]]:
        """What others have asked already that may be the same; [] where a service has no such
        thing. Each with ``number``, ``title``, ``words``, ``since``, ``joined``, ``distance_m``.
        ``address_key``: of who asks, for limits. May raise ``Limited``."""
        ...

    async def submit(self, request: BaseModel, asker: Asker, once: Once | None) -> Receipt:
        """Committed when it returns. Raises ``Invalid``, ``Conflict``, ``Limited`` and
        ``StoreError``."""
        ...
