"""Pages made on the server, for readers without scripts: privacy, not found, not built.

Each is rendered once per language and kept; nothing in them depends on the visitor.
"""

from __future__ import annotations

from typing import Any, Final

from metaserver.register import Language, Register
from metaserver.web.resources import REVALIDATE, Resource, media_type, resource
from metaserver.web.templating import Templates, other_language
from metaserver.web.words import WORDS

_VARY: Final = {"Vary": "Accept-Language, Cookie"}
LANGUAGES: Final[tuple[Language, ...]] = ("ko", "en")


class Pages:
    """``files`` are the pages' own files; the rest are pages by language."""

    def __init__(self, *, register: Register, operator: str, contact: str) -> None:
        self._templates = Templates()
        self.files = self._templates.files
        self.privacy = {
            lang: self._privacy(lang, register, operator, contact) for lang in LANGUAGES
        }
        self.not_found = {lang: self._message(lang, "missing") for lang in LANGUAGES}
        self.not_built = {lang: self._message(lang, "unbuilt", "make build") for lang in LANGUAGES}

    def _privacy(
        self, language: Language, register: Register, operator: str, contact: str
    ) -> Resource:
        words = WORDS[language]
        groups = [
            ([kind for kind in register.kinds if kind.where == where], words[where])
            for where in ("database", "files", "memory", "browser")
        ]
        return self._render(
            "privacy.html", language, title=words["privacy"],
            other_url=f"/privacy?lang={other_language(language)}", register=register, groups=groups,
            operator=operator, contact=contact,
            contact_url=contact if contact.startswith("https://") else f"mailto:{contact}",
        )  # fmt: skip

    def _message(self, language: Language, what: str, code: str = "") -> Resource:
        words = WORDS[language]
        return self._render(
            "message.html", language, title=words[f"{what}_title"], other_url="",
            sentences=[words[f"{what}_text"]], code=code,
        )  # fmt: skip

    def _render(self, template: str, language: Language, **values: Any) -> Resource:
        html = self._templates.html(template, language, **values)
        return resource(html.encode(), media_type(template), cache=REVALIDATE, headers=_VARY)
