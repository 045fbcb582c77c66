"""What this server signs and later trusts again: small JSON payloads with an HMAC-SHA-256.

A token is ``base64url(json) . base64url(mac)``. The kind is part of what is signed, so that a
token for one purpose is worth nothing for another.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import ipaddress
import json
from typing import Any, Final

from metaserver.errors import Malformed, Refused, SettingError
from metaserver.ports import Clock

KEY_BYTES: Final = 32
_EXPIRES: Final = "~"
_MAC_BYTES: Final = 16
"""Half of SHA-256: 128 bits, as RFC 2104 allows; tokens stay short."""


class TokenBox:
    """Seals and opens; ``key``: 32 random bytes that only this city has."""

    def __init__(self, key: bytes, clock: Clock) -> None:
        if len(key) != KEY_BYTES:
            raise SettingError(f"secret.key must hold {KEY_BYTES} bytes, not {len(key)}.")
        self._key = key
        self._clock = clock

    def seal(self, kind: str, payload: dict[str, Any], ttl_s: float) -> str:
        """A token that opens to ``payload`` for ``ttl_s`` seconds."""
        until_ms = self._clock.unix_ms() + int(ttl_s * 1000)
        fields = {**payload, _EXPIRES: until_ms}
        body = json.dumps(fields, ensure_ascii=False, separators=(",", ":")).encode()
        return f"{_text(body)}.{_text(self._mac(kind, body))}"

    def open(self, kind: str, token: str) -> dict[str, Any]:
        """The payload.

        Raises ``Malformed`` for what is no token, ``Refused`` for one that is forged, of another
        kind or too old.
        """
        body, mac = _parts(token)
        if not hmac.compare_digest(mac, self._mac(kind, body)):
            raise Refused("not_allowed")
        payload: dict[str, Any] = json.loads(body)
        if payload.pop(_EXPIRES) < self._clock.unix_ms():
            raise Refused("not_allowed")
        return payload

    def mark(self, kind: str, text: str) -> str:
        """Keyed hash of ``text``, 32 hex digits: nobody else can make it."""
        return self._mac(kind, text.encode()).hex()

    def address_key(self, address: str) -> str:
        """Keyed hash of a network address, 32 hex digits: bans need no address to be kept.

        Of IPv6 the first 64 bits count: a household has that many.
        """
        return self.mark("address", _network(address))

    def _mac(self, kind: str, body: bytes) -> bytes:
        message = kind.encode() + b"\0" + body
        return hmac.digest(self._key, message, "sha256")[:_MAC_BYTES]


def _network(address: str) -> str:
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped is not None:
            return str(ip.ipv4_mapped)
        return str(ipaddress.IPv6Network((ip, 64), strict=False).network_address)
    return str(ip)


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _parts(token: str) -> tuple[bytes, bytes]:
    body, dot, mac = token.partition(".")
    try:
        if not dot or not token.isascii():
            raise Malformed("token: not one of ours")
        return _bytes(body), _bytes(mac)
    except (binascii.Error, ValueError) as error:
        raise Malformed("token: not base64url") from error


def _bytes(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
