"""Documents as XML and JSON, one from the other as the specification asks (Spark convention).

A document is a tree: texts, numbers, truth values, None, mappings, and ``Listed`` for several
alike. In XML each of those stands in an element of its own name; in JSON they are a bare array,
also where there is only one.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

Format = Literal["xml", "json"]
MEDIA_TYPES: Final[Mapping[Format, str]] = {
    "xml": "text/xml; charset=utf-8",
    "json": "application/json; charset=utf-8",
}

_AT_ONCE: Final = 20
"""Items that are written before the loop may do something else: about a millisecond."""
_FORBIDDEN: Final = re.compile(r"[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\U00010000-\U0010FFFF]")
_ESCAPES: Final = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"})


@dataclass(frozen=True, slots=True)
class Listed:
    """Several alike; ``tag`` is the name of each in XML."""

    tag: str
    items: Iterable[Node]


Node: TypeAlias = "str | int | float | bool | Mapping[str, Node] | Listed | None"


def clean(text: str) -> str:
    """Without the characters that XML 1.0 forbids: control characters and lone surrogates."""
    return _FORBIDDEN.sub("", text)


async def encoded(form: Format, root: str, node: Node) -> bytes:
    """The whole document; ``root`` names it in XML. Long lists let the loop go in between."""
    parts = []
    items = node.items if isinstance(node, Listed) else [node]
    for count, item in enumerate(items, start=1):
        if form == "json":
            parts.append(_json(item))
        else:
            parts.append(_element(node.tag, item) if isinstance(node, Listed) else _inner(item))
        if count % _AT_ONCE == 0:
            await asyncio.sleep(0)
    if form == "xml":
        text = f'<?xml version="1.0" encoding="utf-8"?>\n<{root}>{"".join(parts)}</{root}>\n'
    else:
        text = f"[{','.join(parts)}]" if isinstance(node, Listed) else parts[0]
    return text.encode()


def _element(tag: str, node: Node) -> str:
    inner = _inner(node)
    return f"<{tag}>{inner}</{tag}>" if inner else f"<{tag}/>"


def _inner(node: Node) -> str:
    if node is None:
        return ""
    if isinstance(node, bool):
        return "true" if node else "false"
    if isinstance(node, str):
        return clean(node).translate(_ESCAPES)
    if isinstance(node, Listed):
        return "".join(_element(node.tag, item) for item in node.items)
    if isinstance(node, Mapping):
        return "".join(_element(tag, item) for tag, item in node.items())
    return str(node)


def _json(node: Node) -> str:
    return json.dumps(_plain(node), ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def _plain(node: Node) -> object:
    if isinstance(node, str):
        return clean(node) or None
    if isinstance(node, Listed):
        return [_plain(item) for item in node.items]
    if isinstance(node, Mapping):
        return {name: _plain(item) for name, item in node.items()}
    return node
