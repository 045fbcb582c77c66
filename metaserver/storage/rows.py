"""What several stores need to know of columns."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import fields
from typing import Any, Final

from metaserver.ports.complaints import Status

OPEN: Final = tuple(each.value for each in Status if each.is_open)
"""Of a complaint's ``status``."""


def columns(thing: Any, *, without: frozenset[str] = frozenset()) -> dict[str, Any]:
    """Name to plain value of each field of a dataclass of ``ports``, but those ``without``."""
    names = (each.name for each in fields(thing) if each.name not in without)
    return {name: _plain(getattr(thing, name)) for name in names}


def _plain(value: Any) -> Any:
    if isinstance(value, enum.Enum):
        return value.value
    return dict(value) if isinstance(value, Mapping) else value
