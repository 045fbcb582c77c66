"""ID tokens, whatever they are: accepted where they are right, else refused with a word."""

from __future__ import annotations

import base64
import json
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from joserfc import jwk, jws

from metaserver.identity.id_token import Expected, KeyUnknown, TokenWrong, read_keys, read_token

KEYS: list[jwk.Key] = [
    jwk.ECKey.generate_key("P-256", {"kid": "ec"}),
    jwk.OKPKey.generate_key("Ed25519", {"kid": "ed"}),
]
NOW_S = time.time()
EXPECTED = Expected("https://login.example", "city", "nonce-1", NOW_S)
CLAIMS = {
    "iss": "https://login.example", "aud": "city", "sub": "s1", "nonce": "nonce-1",
    "iat": NOW_S, "exp": NOW_S + 300,
}  # fmt: skip
JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=20) | st.integers(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)


def sign(claims: Any, key: jwk.Key = KEYS[0], algorithm: str = "ES256") -> str:
    header = {"alg": algorithm, "kid": key.kid}
    return jws.serialize_compact(header, json.dumps(claims).encode(), key, algorithms=[algorithm])


TOKEN = sign(CLAIMS)


def judge(token: str) -> dict[str, Any] | None:
    """The claims; None where it is refused in one of the ways that there are."""
    try:
        return read_token(token, KEYS, EXPECTED)
    except (TokenWrong, KeyUnknown):
        return None


def test_the_right_one_is_taken() -> None:
    assert judge(TOKEN) == CLAIMS
    assert judge(sign(CLAIMS, KEYS[1], "Ed25519")) == CLAIMS


def test_no_warning_comes_of_an_issuer_with_the_older_name_of_ed25519() -> None:
    with pytest.warns(match="EdDSA is deprecated"):
        token = sign(CLAIMS, KEYS[1], "EdDSA")
    assert judge(token) == CLAIMS


def test_a_key_is_good_for_its_own_algorithm_only() -> None:
    key = jwk.ECKey.generate_key("P-256", {"kid": "other", "alg": "ES384"})
    token = sign(CLAIMS, jwk.ECKey.import_key({**key.as_dict(private=True), "alg": "ES256"}))
    with pytest.raises(TokenWrong):
        read_token(token, [key], EXPECTED)


@given(st.text(max_size=200))
def test_rubbish_is_refused(text: str) -> None:
    assert judge(text) is None


@given(JSON, JSON)
def test_parts_that_are_json_are_refused(header: Any, claims: Any) -> None:
    parts = (json.dumps(part).encode() for part in (header, claims))
    encoded = [base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts]
    assert judge(".".join([*encoded, "AAAA"])) is None


@given(st.sampled_from(sorted(CLAIMS)), JSON)
def test_a_signed_token_with_a_strange_claim_is_judged(name: str, value: Any) -> None:
    found = judge(sign({**CLAIMS, name: value}))
    assert found is None or (found["iss"], found["nonce"]) == (EXPECTED.issuer, "nonce-1")


@given(st.integers(0, len(TOKEN) - 1), st.characters(codec="ascii"))
def test_one_changed_character_is_enough_to_be_refused(at: int, char: str) -> None:
    changed = TOKEN[:at] + char + TOKEN[at + 1 :]
    found = judge(changed)
    # The last letter of a part has bits that mean nothing.
    assert found is None or found == CLAIMS


@given(st.dictionaries(st.sampled_from(["keys", "x"]), JSON | st.lists(JSON, max_size=3)))
def test_a_key_set_of_rubbish_has_no_keys(document: dict[str, Any]) -> None:
    assert read_keys(document) == []
