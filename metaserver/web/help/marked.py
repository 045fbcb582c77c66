"""Entries of the knowledge base as HTML.

What is written there is Markdown of paragraphs, lists and stress. Tags are shown as they are typed
and headings stay lines, so an entry can do nothing to the page around it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

REL: Final = "nofollow noopener"


def _open_link(
    renderer: Any, tokens: Sequence[Token], at: int, options: OptionsDict, _env: EnvType
) -> str:
    tokens[at].attrSet("rel", REL)
    return str(renderer.renderToken(tokens, at, options, _env))


def _reader() -> MarkdownIt:
    reader = MarkdownIt("commonmark", {"html": False})
    reader.disable(["image", "heading", "lheading", "hr", "html_block", "html_inline", "code"])
    reader.add_render_rule("link_open", _open_link)
    return reader


_READER: Final = _reader()


def marked(words: str) -> str:
    """HTML that is safe to put into a page as it is."""
    return str(_READER.render(words))
