"""Markdown as plain text: what is quoted in a chat line, read aloud, and searched."""

from __future__ import annotations

import re
from typing import Final

_COMMENT: Final = re.compile(r"<!--.*?-->", re.DOTALL)
_LINK: Final = re.compile(r"!?\[([^\]\n]*)\]\([^()\s]*\)")
_ADDRESS: Final = re.compile(r"<(https?://[^<>\s]+)>")
_STRESS: Final = re.compile(r"(\*\*|\*|`)(?=\S)([^\n]*?\S)\1")
_HEADING: Final = re.compile(r"^#{1,6} +")
_POINT: Final = re.compile(r"^[-*+] +")
_NUMBERED: Final = re.compile(r"\d+[.)] ")
_GAP: Final = re.compile(r"\n\s*\n")


def plain_text(markdown: str) -> str:
    """Paragraphs apart by an empty line, points of a list each on a line with ``- `` or its
    number; links and stress leave their words."""
    paragraphs = _GAP.split(_COMMENT.sub("", markdown.replace("\r\n", "\n")))
    return "\n\n".join(filter(None, map(_paragraph, paragraphs)))


def _paragraph(text: str) -> str:
    lines, open_ = list[str](), False
    for line in map(str.strip, text.splitlines()):
        heads = _HEADING.match(line)
        line = _POINT.sub("- ", _HEADING.sub("", line, count=1), count=1)
        if open_ and not (heads or line.startswith("- ") or _NUMBERED.match(line)):
            lines[-1] = f"{lines[-1]} {line}"
        else:
            lines.append(line)
        open_ = not heads
    return _words("\n".join(lines)).strip()


def _words(text: str) -> str:
    text = _ADDRESS.sub(r"\1", _LINK.sub(r"\1", text))
    return _STRESS.sub(r"\2", _STRESS.sub(r"\2", text))
