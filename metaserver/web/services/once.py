"""The same request sent twice is one request: what makes it the same."""

from __future__ import annotations

import hashlib
import json
import re
from typing import Any, Final

from metaserver.errors import Invalid
from metaserver.ports.access import Once

SCOPE: Final = "page"
KEYS_MAX: Final = 10_000
_KEY: Final = re.compile(r"[A-Za-z0-9._~+/=:-]{8,128}")


class Recent:
    """Keys under which something was taken lately: whoever sends it again is not asked anything
    again. At most ``KEYS_MAX``, the oldest makes way; who comes after that is asked once more."""

    def __init__(self) -> None:
        self._keys: dict[str, None] = {}

    def add(self, key: str) -> None:
        self._keys[key] = None
        if len(self._keys) > KEYS_MAX:
            del self._keys[next(iter(self._keys))]

    def __contains__(self, key: str) -> bool:
        return key in self._keys


def once(key: str, service: str, body: Any) -> Once | None:
    """None without a key. ``body``: JSON of what was asked.

    Raises ``Invalid`` for a key that cannot be one: 8 to 128 letters, digits and ``._~+/=:-``.
    """
    if not key:
        return None
    if not _KEY.fullmatch(key):
        raise Invalid({"Idempotency-Key": "form"})
    text = json.dumps([service, body], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return Once(SCOPE, key, hashlib.sha256(text.encode()).hexdigest())
