"""Bytes <-> declared messages."""

from __future__ import annotations

from typing import Any, NamedTuple

import msgpack
from pydantic import ValidationError

from metaserver.errors import Malformed, UnknownMessage
from metaserver.protocol import declaration
from metaserver.protocol.codes import MESSAGE_MAX_BYTES
from metaserver.protocol.frames import FRAME, Frame, parse_frame
from metaserver.protocol.messages import (
    CLIENT_MESSAGES,
    METRES_MAX,
    SERVER_MESSAGES,
    SPEED_Q_MAX,
    U8_MAX,
    U32_MAX,
    Message,
    Move,
)

HASH = declaration.HASH
"""Sixteen hex digits; both peers must have the same."""

_packer = msgpack.Packer()
_FROM_CLIENT = {m.code: (m, tuple(m.model_fields)) for m in CLIENT_MESSAGES}
_FROM_SERVER = {m.code: (m, tuple(m.model_fields)) for m in SERVER_MESSAGES}
_MOVE_BEGINS = bytes((0x90 | 1 + len(Move.model_fields), Move.code))
"""A short msgpack array with a code and all the fields of a ``Move``."""
_MOVE_MAX_BYTES = len(_MOVE_BEGINS) + 9 * len(Move.model_fields)
"""No number takes more than nine bytes."""
Table = dict[int, tuple[type[Message], tuple[str, ...]]]


class Course(NamedTuple):
    """What a ``Move`` says, checked as the message itself would be."""

    x: float
    y: float
    heading: int
    speed: int
    time_ms: int


def encode(message: Message) -> bytes:
    """A message to its msgpack array."""
    fields = [getattr(message, name) for name in type(message).model_fields]
    packed: bytes = _packer.pack([message.code, *fields])
    return packed


def decode_client(data: bytes) -> Message:
    """A client's bytes to a message.

    Raises ``Malformed`` or ``UnknownMessage``; never anything else, whatever the bytes.
    """
    if len(data) > MESSAGE_MAX_BYTES * 8:
        raise Malformed("message: too large")
    return _build(_FROM_CLIENT, unpack_array(data))


def plain_move(data: bytes) -> Course | None:
    """A ``Move`` as nearly all of them are, at a third of what the model costs.

    None for everything else: another message, and a ``Move`` with anything unusual about it, of
    which ``decode_client`` says whether it is one.
    """
    if not data.startswith(_MOVE_BEGINS) or len(data) > _MOVE_MAX_BYTES:
        return None
    try:
        _, x, y, heading, speed, time_ms = msgpack.unpackb(data)
    except (ValueError, msgpack.UnpackException, RecursionError):
        return None
    if (
        type(x) is type(y) is float
        and type(heading) is type(speed) is type(time_ms) is int
        and -METRES_MAX <= x <= METRES_MAX  # never true of a NaN
        and -METRES_MAX <= y <= METRES_MAX
        and 0 <= heading <= U8_MAX
        and 0 <= speed <= SPEED_Q_MAX
        and 0 <= time_ms <= U32_MAX
    ):
        return Course(x, y, heading, speed, time_ms)
    return None


def decode_server(data: bytes) -> Message | Frame:
    """A server's bytes to a message or a frame. Raises ``Malformed`` or ``UnknownMessage``."""
    array = unpack_array(data)
    if array and type(array[0]) is int and array[0] == FRAME:
        return parse_frame(array)
    return _build(_FROM_SERVER, array)


def unpack_array(data: bytes) -> list[Any]:
    """msgpack bytes to a list. Raises ``Malformed`` for anything that is not one whole array."""
    try:
        array = msgpack.unpackb(data, raw=False, strict_map_key=True, use_list=True)
    except (ValueError, msgpack.UnpackException, RecursionError) as error:
        raise Malformed("not msgpack") from error
    if type(array) is not list or not array:
        raise Malformed("not an array with a code")
    return array


def _build(table: Table, array: list[Any]) -> Message:
    code = array[0]
    if type(code) is not int or code not in table:
        raise UnknownMessage(f"code {code!r:.40}")
    kind, names = table[code]
    if len(array) - 1 > len(names):
        raise Malformed(f"{kind.__name__}: too many fields")
    try:
        return kind.model_validate(dict(zip(names, array[1:], strict=False)))
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False, include_context=False)[0]
        raise Malformed(f"{kind.__name__}: {first['loc']}: {first['msg']}") from error
