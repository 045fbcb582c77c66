"""The pages of services, rendered."""

from __future__ import annotations

from functools import partial
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from metaserver.web.headers import ASKS_WHERE
from metaserver.web.lengths import distance
from metaserver.web.services.times import moment
from metaserver.web.services.words import WORDS
from metaserver.web.templating import Templates
from metaserver.web.visitor import Visitor


class Shows:
    def __init__(self, templates: Templates) -> None:
        self._templates = templates

    def page(
        self, request: Request, visitor: Visitor, template: str, *, title: str, **values: Any
    ) -> Response:
        """``template``: its name in ``templates/services``, without the ending."""
        response = self._templates.page(
            request, visitor, f"services/{template}.html",
            title=title, w=WORDS[visitor.language], csrf=visitor.csrf, distance=distance,
            moment=partial(moment, language=visitor.language), **values,
        )  # fmt: skip
        response.headers.update(ASKS_WHERE)
        return response


def to(path: str) -> Response:
    """The answer to a form that was taken: reloading what follows sends nothing again."""
    return RedirectResponse(path, 303)
