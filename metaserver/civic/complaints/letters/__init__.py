"""Letters about complaints: plain text, from one file a letter and language.

The first line of a file is the subject, the rest the text. ``$name`` is filled in; a line in which
a value is empty is left out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from string import Template
from typing import Final

from metaserver.civic.models import Language
from metaserver.civic.texts import LANGUAGES

KINDS: Final = ("receipt", "joined", "status", "answer", "work")
_NAME: Final = re.compile(r"\$([a-z_]+)")
_GAPS: Final = re.compile(r"\n{3,}")
_END: Final = "end"


class Letters:
    """``always``: what every letter may name."""

    def __init__(self, always: Mapping[str, str]) -> None:
        self._always = always
        folder = Path(__file__).parent
        self._files = {
            (kind, language): (folder / f"{kind}.{language}.txt").read_text(encoding="utf-8")
            for kind in (*KINDS, _END)
            for language in LANGUAGES
        }

    def write(self, kind: str, language: Language, values: Mapping[str, str]) -> tuple[str, str]:
        """Subject and text."""
        known = {**self._always, **values}
        lines = self._files[kind, language].splitlines()
        text = _filled([*lines[1:], "", *self._files[_END, language].splitlines()], known)
        return _filled(lines[:1], known), _GAPS.sub("\n\n", text) + "\n"


def _filled(lines: list[str], known: Mapping[str, str]) -> str:
    kept = (line for line in lines if all(known.get(name) for name in _NAME.findall(line)))
    return "\n".join(Template(line).substitute(known) for line in kept).strip()
