"""Messages: what is declared round trips; everything else is refused with a documented error."""

import types
import typing
from typing import Any

import msgpack
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic.fields import FieldInfo

from metaserver.errors import Malformed, ProtocolError, UnknownMessage
from metaserver.protocol import messages
from metaserver.protocol.codec import decode_client, decode_server, encode, plain_move
from metaserver.protocol.codes import MESSAGE_MAX_BYTES
from metaserver.protocol.declaration import HASH, declaration, fields_of
from metaserver.protocol.messages import CLIENT_MESSAGES, SERVER_MESSAGES, Message, Move
from tests.protocol import samples

BOTH = (*CLIENT_MESSAGES, *SERVER_MESSAGES)
TEXT = st.text(max_size=16)
PLAIN: dict[Any, st.SearchStrategy[Any]] = {
    str: TEXT,
    bool: st.booleans(),
    float: st.floats(-4000, 4000),
    dict[str, int]: st.dictionaries(TEXT, st.integers(0, 10000), max_size=5),
    list[int]: st.lists(st.integers(0, 65535), max_size=5),
}


def values(field: FieldInfo) -> st.SearchStrategy[Any]:
    """Valid values of one declared field."""
    pattern = next((p for m in field.metadata if (p := getattr(m, "pattern", None))), None)
    if pattern:
        return st.from_regex(pattern, fullmatch=True).filter(lambda text: "\n" not in text)
    kind: Any = field.annotation
    if kind is int:
        return st.integers(_bound(field, "ge", 0), _bound(field, "le", 2**53))
    if kind is float:
        return st.floats(_bound(field, "ge", -4000), _bound(field, "le", 4000))
    if isinstance(kind, type) and not isinstance(kind, types.GenericAlias) and kind not in PLAIN:
        return st.sampled_from(kind)  # type: ignore[type-var]
    if typing.get_origin(kind) is list and kind not in PLAIN:
        return _lists(kind)
    return PLAIN[kind]


def _bound(field: FieldInfo, name: str, default: int) -> int:
    return next((getattr(m, name) for m in field.metadata if hasattr(m, name)), default)


def _lists(kind: Any) -> st.SearchStrategy[Any]:
    (inner,) = typing.get_args(kind)
    if typing.get_origin(inner) is tuple:
        columns = [PLAIN.get(c, st.integers(-1, 65535)) for c in typing.get_args(inner)]
        return st.lists(st.tuples(*columns), max_size=4)
    return st.lists(st.integers(0, 255), min_size=7, max_size=7)


@st.composite
def any_message(draw: st.DrawFn) -> Message:
    kind = draw(st.sampled_from(BOTH))
    return kind(**{name: draw(values(field)) for name, field in kind.model_fields.items()})


def decoder(message: Message) -> Any:
    return decode_client if type(message) in CLIENT_MESSAGES else decode_server


@given(any_message())
def test_every_message_round_trips(message: Message) -> None:
    assert decoder(message)(encode(message)) == message


def test_there_is_a_sample_of_every_message() -> None:
    assert [type(m) for m in samples.MESSAGES] == list(BOTH)


def test_codes_are_distinct_and_none_is_that_of_a_frame() -> None:
    codes = [m.code for m in BOTH]
    assert len(set(codes)) == len(codes)
    assert 0 not in codes


def test_only_the_last_fields_of_a_message_have_defaults() -> None:
    for message in BOTH:
        required = [field.required for field in fields_of(message)]
        assert required == sorted(required, reverse=True), message


def test_fields_with_defaults_may_be_left_out() -> None:
    assert decode_client(msgpack.packb([1, 1, HASH])) == messages.Hello(version=1, hash=HASH)


def test_the_hash_does_not_know_the_words_of_docstrings() -> None:
    assert "The first message" not in declaration()
    assert '"last_chat"' in declaration()
    assert len(HASH) == 16


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.floats() | TEXT
    | st.binary(max_size=16),
    lambda inner: st.lists(inner, max_size=6) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=12,
)  # fmt: skip


@given(code=st.integers(0, 90), fields=st.lists(JSON, max_size=9))
def test_any_array_is_a_message_or_a_protocol_error(code: int, fields: list[Any]) -> None:
    data = msgpack.packb([code, *fields])
    for decode in (decode_client, decode_server):
        try:
            decode(data)
        except ProtocolError as error:
            assert str(error)


@given(st.binary(max_size=300))
def test_any_bytes_are_a_message_or_a_protocol_error(data: bytes) -> None:
    for decode in (decode_client, decode_server):
        try:
            decode(data)
        except ProtocolError as error:
            assert str(error)


NAN, INFINITE = float("nan"), float("inf")
COORDINATE = st.floats(-4000, 4000)
BYTE = st.integers(0, 255)
HOSTILE = st.one_of(
    JSON,
    st.sampled_from(
        [-4000.0, 4000.0, -4000.0000001, 4000.0000001, 4000, -4000, 4001, 0.0, -0.0, NAN, INFINITE,
         -INFINITE, 1e308, 5e-324, 2**63, 2**64 - 1, -(2**63), 2**32, 2**32 - 1, 255, 256, 31, 32,
         -1, 0, 1, 1.0, True, False, None, "1", b"1", [], {}],
    ),
    st.floats(),
    st.integers(-(2**63), 2**64 - 1),
)  # fmt: skip


@given(
    COORDINATE | HOSTILE, COORDINATE | HOSTILE, BYTE | HOSTILE, st.integers(0, 31) | HOSTILE,
    st.integers(0, 2**32 - 1) | HOSTILE, st.lists(HOSTILE, max_size=1), st.integers(0, 6),
    st.booleans(),
)  # fmt: skip
def test_a_plain_move_is_a_move_to_the_model_and_the_same(
    x: Any, y: Any, heading: Any, speed: Any, time_ms: Any, more: list[Any], n: int, all_: bool
) -> None:
    fields = [x, y, heading, speed, time_ms, *more]
    data = msgpack.packb([Move.code, *(fields if all_ else fields[:n])])
    course = plain_move(data)
    if course is not None:
        move = decode_client(data)
        assert isinstance(move, Move)
        assert list(course) == [getattr(move, name) for name in Move.model_fields]
        assert [type(value) for value in course] == [float, float, int, int, int]


@given(COORDINATE, COORDINATE, BYTE, st.integers(0, 31), st.integers(0, 2**32 - 1))
def test_every_move_with_its_floats_as_floats_is_plain(
    x: float, y: float, heading: int, speed: int, time_ms: int
) -> None:
    data = encode(Move(x=x, y=y, heading=heading, speed=speed, time_ms=time_ms))
    assert plain_move(data) == (x, y, heading, speed, time_ms)


@given(st.binary(max_size=60), st.booleans())
def test_any_bytes_are_a_plain_move_only_where_the_model_takes_them(data: bytes, cut: bool) -> None:
    for bytes_ in (data, b"\x96\x02" + data, encode(Move(x=1, y=2, heading=3, speed=4, time_ms=5))[
        : len(data) if cut else None
    ] + data):  # fmt: skip
        if plain_move(bytes_) is not None:
            assert isinstance(decode_client(bytes_), Move)


@pytest.mark.parametrize(
    "array",
    [
        [],
        [1],
        [1, 1],
        [1, "1", HASH],
        [1, 1, HASH, 5],
        [1, 1, HASH, "ko", 3],
        [1, 1, HASH, "ko", True],
        [2, NAN, 0.0, 0, 0, 0],
        [2, 0.0, INFINITE, 0, 0, 0],
        [2, 0.0, -INFINITE, 0, 0, 0],
        [2, 1e300, 0.0, 0, 0, 0],
        [2, "0", 0.0, 0, 0, 0],
        [2, True, 0.0, 0, 0, 0],
        [2, 0.0, 0.0, 256, 0, 0],
        [2, 0.0, 0.0, -1, 0, 0],
        [2, 0.0, 0.0, 1.5, 0, 0],
        [2, 0.0, 0.0, 0, 32, 0],
        [2, 0.0, 0.0, 0, 0, 2**32],
        [2, 0.0, 0.0, 0, 0, 0, 0],
        [3, 6],
        [4, 1, 3, "text"],
        [4, 1, 0, b"text"],
        [5, 1, "../etc", ""],
        [5, 1, "seoul-plaza\n", ""],
        [8, 1, "name", [0] * 6],
        [8, 1, "name", [256] + [0] * 6],
        [11, 1, 2, "because", ""],
        [16, 0],
    ],
)
def test_what_is_not_as_declared_is_malformed(array: list[Any]) -> None:
    with pytest.raises(Malformed):
        decode_client(msgpack.packb(array))


@pytest.mark.parametrize("code", [0, 19, 64, 65, 255, -1, 2**40, "1", 1.0, True, None])
def test_a_code_that_no_client_message_has_is_unknown(code: Any) -> None:
    with pytest.raises(UnknownMessage):
        decode_client(msgpack.packb([code, 1, 2]))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xc1",
        b"\x92\x02",
        msgpack.packb({"a": 1}),
        msgpack.packb("text"),
        msgpack.packb([3, 1]) + b"\x00",
        b"\x91" * 2000,
        b"\xdd\xff\xff\xff\xff",
        b"\xc6\xff\xff\xff\xff",
        b"\x92\x03\xc7\x04\x01abcd",
        b"\x93\x03\xa2\xff\xfe\x01",
        bytes(MESSAGE_MAX_BYTES + 1),
    ],
)
def test_bytes_that_are_no_single_array_are_malformed(data: bytes) -> None:
    with pytest.raises(Malformed):
        decode_client(data)
