"""Bytes of another server's answer to rows, and rows to facts, whatever they may be.

Runs in a worker: a thousand rows take longer than a tick may wait.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from pydantic import ValidationError

from metaserver.civic.complaints.places import is_inside
from metaserver.civic.tourism.models import Event, Place
from metaserver.errors import OutwardError
from metaserver.ports.tourism import Fetched

_TAG: Final = re.compile(r"<[^<>]{0,2000}>")
_BREAK: Final = re.compile(r"<\s*(?:br|/p|/li)[^<>]{0,100}>", re.IGNORECASE)

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Gathered:
    """``mended``: rows whose coordinates were swapped; ``refused``: rows that cannot be used, such
    as those outside Seoul."""

    facts: tuple[Fetched, ...]
    mended: int
    refused: int


@dataclass(frozen=True, slots=True)
class Read:
    """One page: facts as JSON by id, and how many rows were mended or refused."""

    rows: int
    total: int
    facts: dict[str, dict[str, Any]]
    mended: int = 0
    refused: int = 0


def wrong(name: str, what: str) -> OutwardError:
    """It answered, and wrongly."""
    return OutwardError(f"{name} {what}.", arrived=True, retry=True)


def read_json(name: str, body: bytes) -> Row:
    """Raises ``OutwardError`` for what is no JSON object, an HTML page for one."""
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        kind = "a page for people" if body.lstrip()[:1] == b"<" else "something that is not JSON"
        raise wrong(name, f"answers with {kind}") from None
    if not isinstance(data, dict):
        raise wrong(name, "answers with JSON of another shape")
    return data


def read_facts(
    rows: Iterable[Row], total: int, make: Callable[[Row], tuple[Place | Event, bool]]
) -> Read:
    """``make`` gives a fact and whether its coordinates were mended; what it raises
    (``ValueError``) refuses the row."""
    facts: dict[str, dict[str, Any]] = {}
    seen = mended = refused = 0
    for row in rows:
        seen += 1
        try:
            fact, was_mended = make(row)
        except (ValidationError, ValueError):
            refused += 1
            continue
        mended += was_mended
        facts[fact.id] = fact.model_dump(mode="json")
    return Read(seen, total, facts, mended, refused)


def settled(lat: str, lon: str) -> tuple[float, float, bool]:
    """The point, and whether its two numbers had to be exchanged to lie in Seoul.

    Raises ``ValueError`` where neither way does.
    """
    north, east = float(lat), float(lon)
    if is_inside(north, east):
        return north, east, False
    if is_inside(east, north):
        return east, north, True
    raise ValueError("outside Seoul")


def text(value: Any, most: int) -> str:
    """Plain words of what may be HTML; '' for what is no text."""
    if not isinstance(value, str | int | float):
        return ""
    plain = html.unescape(_TAG.sub("", _BREAK.sub("\n", str(value)[: 10 * most])))
    # Once more: what was escaped may be a tag now.
    lines = [" ".join(line.split()) for line in _TAG.sub("", plain).split("\n")]
    return "\n".join(filter(None, lines))[:most].strip()


def link(value: Any) -> str:
    """'' for what is no address of a page."""
    url = str(value or "").strip()
    return url if re.fullmatch(r"https?://[^\s\"'<>]{1,490}", url) else ""
