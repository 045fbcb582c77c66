"""Whether an ID token is what it says, and for us. Pure: keys and the time are given.

By OpenID Connect Core 3.1.3.7. Only algorithms with a public key are known here, so neither "none"
nor a MAC made with the public key is ever looked at.
"""

from __future__ import annotations

import copy
import hmac
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from joserfc import jwk, jws, jwt
from joserfc.errors import JoseError

from metaserver.errors import Forbidden

LEEWAY_S: Final = 60
RSA_MIN_BITS: Final = 2048
SUBJECT_MAX_CHARS: Final = 255
_KEY_OF: Final = {"RS256": "RSA", "ES256": "EC", "EdDSA": "OKP", "Ed25519": "OKP"}
ALGORITHMS: Final = tuple(_KEY_OF)
_CURVES: Final = {"EC": "P-256", "OKP": "Ed25519"}


class TokenWrong(Forbidden):
    """``why`` is for the log and for metrics; people are told one sentence for all."""

    def __init__(self, why: str) -> None:
        super().__init__("oidc_wrong", f"the issuer's answer cannot be trusted: {why}")
        self.why = why


class KeyUnknown(Exception):
    """No such key among those known: the issuer may have a new one."""


@dataclass(frozen=True, slots=True)
class Expected:
    issuer: str
    client_id: str
    nonce: str
    now_s: float


class _Signatures(jws.JWSRegistry):
    """Ours alone; EdDSA is its older name for Ed25519, which issuers still use."""

    algorithms = {name: copy.copy(jws.JWSRegistry.algorithms[name]) for name in ALGORITHMS}  # noqa: RUF012
    max_header_length = 4096


_Signatures.algorithms["EdDSA"].security_warning = None
_REGISTRY: Final = _Signatures(algorithms=ALGORITHMS, strict_check_header=False)


def read_keys(document: Mapping[str, Any]) -> list[jwk.Key]:
    """Keys of a JWK set that may sign ID tokens; others, and broken ones, are left out."""
    listed = document.get("keys")
    found = []
    for each in listed if isinstance(listed, list) else ():
        if not isinstance(each, dict) or each.get("kty") not in _KEY_OF.values():
            continue
        if each.get("use", "sig") != "sig" or each.get("d") is not None:
            continue
        try:
            key = jwk.import_key(dict(each))
        except (JoseError, ValueError, TypeError, KeyError):
            continue
        if _strong(key):
            found.append(key)
    return found


def read_token(token: str, keys: Iterable[jwk.Key], expected: Expected) -> dict[str, Any]:
    """The claims. Raises ``TokenWrong``, and ``KeyUnknown`` where none of the keys is meant."""
    known = list(keys)
    try:
        found = jwt.decode(token, lambda made: _key_for(made.headers(), known), registry=_REGISTRY)
    except (TokenWrong, KeyUnknown):
        raise
    except Exception as error:  # whatever a hostile token does to those who read it
        raise TokenWrong(type(error).__name__) from None
    _check(found.claims, expected)
    return dict(found.claims)


def _key_for(header: Mapping[str, Any], keys: Iterable[jwk.Key]) -> jwk.Key:
    algorithm, kid = header["alg"], header.get("kid")
    fitting = [key for key in keys if key.key_type == _KEY_OF[algorithm]]
    meant = [key for key in fitting if kid is None or key.kid == kid]
    if not meant:
        raise KeyUnknown
    if len(meant) > 1:
        raise TokenWrong("it does not say which key")
    if meant[0].alg not in (None, algorithm):
        raise TokenWrong("algorithm of the key")
    return meant[0]


def _strong(key: jwk.Key) -> bool:
    if isinstance(key, jwk.RSAKey):
        return key.public_key.key_size >= RSA_MIN_BITS
    return key.as_dict(private=False).get("crv") == _CURVES[key.key_type]


def _check(claims: Mapping[str, Any], expected: Expected) -> None:
    if claims.get("iss") != expected.issuer:
        raise TokenWrong("issuer")
    _check_audience(claims, expected.client_id)
    _check_times(claims, expected.now_s)
    nonce, subject = claims.get("nonce"), claims.get("sub")
    if not isinstance(nonce, str) or not _same(nonce, expected.nonce):
        raise TokenWrong("nonce")
    if not isinstance(subject, str) or not 0 < len(subject) <= SUBJECT_MAX_CHARS:
        raise TokenWrong("subject")
    if not subject.isprintable():
        raise TokenWrong("subject")


def _same(given: str, expected: str) -> bool:
    return hmac.compare_digest(given.encode("utf-8", "surrogatepass"), expected.encode())


def _check_audience(claims: Mapping[str, Any], client_id: str) -> None:
    audience, party = claims.get("aud"), claims.get("azp")
    listed = [audience] if isinstance(audience, str) else audience
    if not isinstance(listed, list) or client_id not in listed:
        raise TokenWrong("audience")
    if party != client_id and (party is not None or len(listed) > 1):
        raise TokenWrong("authorised party")


def _check_times(claims: Mapping[str, Any], now_s: float) -> None:
    until, made, start = (_time(claims, name) for name in ("exp", "iat", "nbf"))
    if until is None or until + LEEWAY_S <= now_s:
        raise TokenWrong("expired")
    if made is None or made - LEEWAY_S > now_s:
        raise TokenWrong("issued in the future")
    if start is not None and start - LEEWAY_S > now_s:
        raise TokenWrong("not valid yet")


def _time(claims: Mapping[str, Any], name: str) -> float | None:
    value = claims.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise TokenWrong(name)
    return float(value)
