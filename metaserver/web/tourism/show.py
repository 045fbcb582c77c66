"""The pages of the guide, rendered."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any, Final
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from metaserver.civic.models import Language
from metaserver.errors import Invalid, MetaserverError
from metaserver.web.headers import ASKS_WHERE
from metaserver.web.lengths import distance, length
from metaserver.web.services.times import moment
from metaserver.web.services.words import WORDS as SERVICE_WORDS
from metaserver.web.templating import Templates
from metaserver.web.tourism.desk import Tourism
from metaserver.web.tourism.draft import Draft
from metaserver.web.tourism.words import WORDS
from metaserver.web.visitor import Visitor
from metaserver.web.wishes import headers_of, status_of, words_of

_WORDS: Final[Mapping[Language, Mapping[str, str]]] = {
    "ko": {**SERVICE_WORDS["ko"], **WORDS["ko"]},
    "en": {**SERVICE_WORDS["en"], **WORDS["en"]},
}


class TourismShows:
    def __init__(self, templates: Templates, tourism: Tourism) -> None:
        self._templates = templates
        self._tourism = tourism

    def page(
        self, request: Request, visitor: Visitor, template: str, *, title: str, draft: Draft,
        error: MetaserverError | None = None, fields: Mapping[str, str] | None = None,
        **values: Any,
    ) -> Response:  # fmt: skip
        """``template``: its name in ``templates/tourism``. ``error``: told at its fields, or above
        the whole; the status is its own. ``fields``: as for ``sentences``."""
        language = visitor.language
        invalid = error if isinstance(error, Invalid) else None
        response = self._templates.page(
            request, visitor, f"tourism/{template}.html", title=title, w=_WORDS[language],
            moment=partial(moment, language=language), length=partial(length, language=language),
            distance=distance, draft=draft, at=address,
            errors=sentences(self._tourism, invalid, language, fields or {}) if invalid else {},
            notice=words_of(error, language)[1] if error and not invalid else "",
            status=status_of(error) if error else 200, **values,
        )  # fmt: skip
        response.headers.update(headers_of(error) if error else {})
        response.headers.update(ASKS_WHERE)
        return response


def sentences(
    tourism: Tourism, error: Invalid, language: Language, fields: Mapping[str, str]
) -> dict[str, str]:
    """What is wrong, by the form's names of the fields; ``fields``: those that differ from the
    first part of the core's."""
    told: dict[str, str] = {}
    for field, code in error.fields.items():
        first = field.partition(".")[0]
        own = WORDS[language].get(f"wrong_{first}_{code}")
        told.setdefault(fields.get(first, first), own or tourism.problem(field, code, language))
    return told


def address(path: str, *pairs: list[tuple[str, str]]) -> str:
    """With a query of all of them."""
    query = urlencode([pair for each in pairs for pair in each])
    return f"{path}?{query}" if query else path
