"""The pages of live help, rendered."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response

from metaserver.civic.models import Language
from metaserver.errors import Invalid, MetaserverError
from metaserver.web.help.marked import marked
from metaserver.web.help.words import FIELDS, WORDS
from metaserver.web.services.times import moment
from metaserver.web.services.words import WORDS as SERVICE_WORDS
from metaserver.web.templating import Templates
from metaserver.web.visitor import Visitor
from metaserver.web.wish_words import field_words, wait_words
from metaserver.web.wishes import headers_of, status_of, words_of

_WORDS: Final[Mapping[Language, Mapping[str, str]]] = {
    "ko": {**SERVICE_WORDS["ko"], **WORDS["ko"]},
    "en": {**SERVICE_WORDS["en"], **WORDS["en"]},
}


class HelpShows:
    def __init__(self, templates: Templates) -> None:
        self._templates = templates

    def page(
        self, request: Request, visitor: Visitor, template: str, *, title: str,
        error: MetaserverError | None = None, status: int = 200, **values: Any,
    ) -> Response:  # fmt: skip
        """``template``: its name in ``templates/help``. ``error``: told at its fields, or above
        the whole; the status is its own."""
        language = visitor.language
        response = self._templates.page(
            request, visitor, f"help/{template}.html", title=title, w=_WORDS[language],
            moment=partial(moment, language=language), marked=marked,
            length=partial(wait_words, language=language),
            errors=sentences(error, language) if isinstance(error, Invalid) else {},
            notice=words_of(error, language)[1] if _is_whole(error) and error else "",
            status=status_of(error) if error else status, **values,
        )  # fmt: skip
        response.headers.update(headers_of(error) if error else {})
        return response


def sentences(error: Invalid, language: Language) -> dict[str, str]:
    """At each field what is wrong with it."""
    own = FIELDS[language]
    return {
        name: own.get(name, {}).get(code) or field_words(code, language)
        for name, code in error.fields.items()
    }


def _is_whole(error: MetaserverError | None) -> bool:
    return error is not None and not isinstance(error, Invalid)
