"""Pages from templates, and the files that they load: each under the hash of its content.

``base.html`` wants the values that ``html`` gives it; a part of the site brings templates of its
own, with its words as ``w``.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from metaserver.register import Language
from metaserver.web.headers import content_policy
from metaserver.web.resources import IMMUTABLE, NEVER, Resource, media_type, resource
from metaserver.web.visitor import Visitor
from metaserver.web.words import WORDS

_HERE: Final = Path(__file__).parent


class Templates:
    """``files``: address to resource, of everything in ``static``; the site serves them."""

    def __init__(self) -> None:
        self.files: dict[str, Resource] = {}
        self._addresses: dict[str, str] = {}
        for path in sorted((_HERE / "static").iterdir()):
            self._add(path)
        self._environment = Environment(
            loader=FileSystemLoader(_HERE / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.globals["asset"] = self._addresses.__getitem__

    def html(
        self, template: str, language: Language, *, title: str, other_url: str = "",
        visitor: Visitor | None = None, path: str = "", **values: Any,
    ) -> str:  # fmt: skip
        """``other_url``: the same page in the other language, '' where it has none. ``path``: the
        page's own, to come back to after logging in."""
        return self._environment.get_template(template).render(
            t=WORDS[language],
            language=language,
            other=other_language(language),
            title=title,
            other_url=other_url,
            visitor=visitor,
            path=path,
            **values,
        )

    def page(
        self, request: Request, visitor: Visitor, template: str, *, title: str, status: int = 200,
        path: str = "", **values: Any,
    ) -> Response:  # fmt: skip
        """A page for this visitor alone, with forms. ``path``: where it can be read again, if that
        is not where the request went."""
        path = path or request.url.path
        html = self.html(
            template, visitor.language, title=title, visitor=visitor, path=path,
            other_url=_switched(request, path, visitor.language), **values,
        )  # fmt: skip
        return HTMLResponse(html, status, page_headers(request))

    def _add(self, path: Path) -> None:
        body = path.read_bytes()
        tag = hashlib.sha256(body).hexdigest()[:12]
        address = f"/{path.stem}.{tag}{path.suffix}"
        self._addresses[path.name] = address
        self.files[address] = resource(body, media_type(address), cache=IMMUTABLE)


def page_headers(request: Request) -> dict[str, str]:
    """Of a page for one visitor: kept by nobody, and its forms are sent to this site alone."""
    host = request.headers.get("host", "")
    return {
        "Cache-Control": NEVER,
        "Content-Security-Policy": content_policy(host, forms="'self'"),
    }


def other_language(language: Language) -> Language:
    return "en" if language == "ko" else "ko"


def _switched(request: Request, path: str, language: Language) -> str:
    """The page's address in the other language, with what else its query says."""
    kept = [pair for pair in request.query_params.multi_items() if pair[0] != "lang"]
    kept = kept if path == request.url.path else []
    return f"{path}?{urlencode([*kept, ('lang', other_language(language))])}"
