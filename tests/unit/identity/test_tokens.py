"""What the server signs opens again, and nothing else does."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metaserver.errors import Malformed, Refused, SettingError
from metaserver.identity.tokens import TokenBox


class Clock:
    def __init__(self) -> None:
        self.ms = 1_790_000_000_000

    def monotonic_s(self) -> float:
        return self.ms / 1000

    def server_ms(self) -> int:
        return self.ms % 2**32

    def unix_ms(self) -> int:
        return self.ms


CLOCK = Clock()
BOX = TokenBox(b"k" * 32, CLOCK)
VALUES = st.dictionaries(
    st.text(min_size=1, max_size=5).filter(lambda key: key != "~"),
    st.one_of(st.text(max_size=40), st.integers(-(2**53), 2**53), st.booleans()),
    max_size=5,
)


@given(VALUES)
def test_what_is_sealed_opens(payload: dict[str, object]) -> None:
    assert BOX.open("place", BOX.seal("place", payload, 60)) == payload


def test_a_token_of_another_kind_or_key_is_refused() -> None:
    token = BOX.seal("place", {"x": 1}, 60)
    with pytest.raises(Refused):
        BOX.open("account", token)
    with pytest.raises(Refused):
        TokenBox(b"j" * 32, CLOCK).open("place", token)


def test_a_token_is_too_old_after_its_time() -> None:
    clock = Clock()
    box = TokenBox(b"k" * 32, clock)
    token = box.seal("place", {}, 300)
    clock.ms += 300_000
    assert box.open("place", token) == {}
    clock.ms += 1
    with pytest.raises(Refused):
        box.open("place", token)


@given(st.integers(0, 200), st.integers(0, 127))
def test_one_changed_character_is_enough_to_be_refused(at: int, char: int) -> None:
    token = BOX.seal("place", {"world": "seoul-plaza", "x": 1.25}, 60)
    body, _, _ = token.partition(".")
    at %= len(body)
    changed = token[:at] + chr(char) + token[at + 1 :]
    if changed != token:
        with pytest.raises((Refused, Malformed)):
            BOX.open("place", changed)


@given(st.text(max_size=100))
def test_rubbish_is_malformed_or_refused(text: str) -> None:
    with pytest.raises((Refused, Malformed)):
        BOX.open("place", text)


def test_a_place_fits_the_protocols_600_characters() -> None:
    payload = {
        "p": "f" * 16, "n": "한" * 24, "g": 99999, "a": "a" * 40, "w": "w" * 40, "v": "v" * 40,
        "x": -1234.56, "y": -1234.56, "h": 255,
    }  # fmt: skip
    assert len(BOX.seal("place", payload, 300)) <= 600


def test_a_key_of_another_length_is_a_wrong_setting() -> None:
    with pytest.raises(SettingError, match=r"secret\.key"):
        TokenBox(b"short", CLOCK)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("192.0.2.1", "192.0.2.1", True), ("192.0.2.1", "192.0.2.2", False),
        ("2001:db8::1", "2001:db8::ffff", True), ("2001:db8::1", "2001:db8:0:1::1", False),
        ("::ffff:192.0.2.1", "192.0.2.1", True), ("fe80::1%eth0", "fe80::1", True),
    ],
)  # fmt: skip
def test_addresses_are_known_by_a_keyed_hash(one: str, other: str, same: bool) -> None:
    assert (BOX.address_key(one) == BOX.address_key(other)) is same
    assert len(BOX.address_key(one)) == 32 and one not in BOX.address_key(one)
    assert TokenBox(b"j" * 32, CLOCK).address_key(one) != BOX.address_key(one)
