"""Every decoder, what valid input looks like, and which errors it may raise."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgpack
from metaclient.view import View

from metaserver.civic.complaints.outward.answers import read_rows
from metaserver.clock import SystemClock
from metaserver.errors import Malformed, ProtocolError, Refused, UnknownMessage
from metaserver.gateway.texts import clean_text, clean_words
from metaserver.identity.tokens import TokenBox
from metaserver.protocol import bus, frames, records
from metaserver.protocol.codec import decode_client, decode_server, encode
from metaserver.protocol.frames import Frame
from metaserver.protocol.messages import Hello, Say
from metaserver.protocol.names import clean_name
from metaserver.protocol.records import pack_look
from metaserver.protocol.views import LevelCells, WorldInfo
from metaserver.recorder import format as recording
from metaserver.worldfiles import WorldFilesError, load_world
from metaserver.zones.controls import parse
from tests.protocol import samples

ROOT = Path(__file__).parents[2]
SLOW = 50
"""A slow target is run once for so many runs of the others."""


@dataclass(frozen=True)
class Target:
    name: str
    decode: Callable[[bytes], object]
    samples: Sequence[bytes]
    allowed: tuple[type[Exception], ...]
    slow: bool = False


def _text(data: bytes) -> str:
    return data.decode(errors="surrogatepass") if _decodable(data) else data.decode("latin-1")


def _decodable(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def client_message(data: bytes) -> None:
    """A message that is accepted can be encoded again, and says the same then."""
    message = decode_client(data)
    assert decode_client(encode(message)) == message
    if isinstance(message, Hello):
        assert len(pack_look(message.look)) == records.LOOK_BYTES
        clean_name(message.name)
    if isinstance(message, Say):
        clean_text(message.text)


YARD = WorldInfo(
    "yard", "0" * 16, 8.0, "gate", ("gate",), (LevelCells("ground", 0, 0, 4000, 4000, 0, 250, 250),)
)


def view(data: bytes) -> None:
    """Whatever frame comes after a good one, the view stays one."""
    viewed = View(YARD, epoch=3)
    first = decode_server(FRAMES["every_kind"])
    assert isinstance(first, Frame)
    viewed.apply(first)
    frame = decode_server(data)
    if isinstance(frame, Frame):
        viewed.apply(frame)
    for avatar in viewed.avatars.values():
        assert len(avatar.look) in (0, records.LOOK_BYTES)


def name(data: bytes) -> None:
    cleaned = clean_name(_text(data))
    assert cleaned.isprintable()
    assert clean_name(cleaned) == cleaned


def chat(data: bytes) -> None:
    text = clean_text(_text(data))
    assert clean_text(text) == text
    clean_words(_text(data))


def token(data: bytes) -> None:
    """What opens says what was sealed: nothing of it can be altered."""
    assert BOX.open("place", _text(data)) == SEALED


def control(data: bytes) -> None:
    """A row of the inbox, as the zone reads it."""
    for row in bus.unpack_inbox(data).controls:
        parse(row)


def recorded(data: bytes) -> None:
    """The ticks of a recording's chunk, and the fragments in them."""
    for _tick, _time_ms, _interval_ms, near, keys in recording.unpack_rows(data):
        assert all(cell >= 0 for cell, _, _ in recording.fragments(near + keys))


def rows_of_json(data: bytes) -> None:
    """What another Open311 server answers."""
    read_rows(data, "json")


def rows_of_xml(data: bytes) -> None:
    read_rows(data, "xml")


def world_folder(data: bytes) -> None:
    """``world.yaml`` with these bytes, its texts and pictures as they are."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "museum"
        shutil.copytree(ROOT / "worlds/museum", copy)
        (copy / "world.yaml").write_bytes(data)
        load_world(copy, ROOT / "assets_manifest")


FRAMES = dict(samples.frames())
SMALL_FRAMES = [data for data in FRAMES.values() if len(data) < 5000]
COLUMNS = {
    "moves": records.pack_moves(samples.moves(5)),
    "enters": records.pack_enters(samples.enters(4)),
    "delta": records.pack_delta(samples.delta(3, 2, 4)),
    "names": records.pack_names(samples.NAMES),
    "view": frames.pack_view([1, 2], [3], [4, 5]),
}
BOX = TokenBox(bytes(range(32)), SystemClock())
SEALED = {"world": "yard", "x": 1.5, "name": "서울이"}
TOKENS = [BOX.seal("place", SEALED, 86_400).encode()]
TEXTS = [
    t.encode() for t in ("서울이", "Guest 7", "admin", "안녕하세요 👋🏽", "a\u0301\u200d\u202eb")
]
HEADER = recording.pack_header(
    recording.Header("yard", "0" * 16, "f" * 16, 8.0, 3, 1_795_000_000_000, 123_456, 2000)
)
CHUNK = msgpack.packb(
    [1000, 123_456, 100, *2 * [frames.pack_fragment(9, frames.Kind.DELTA, 1000, COLUMNS["delta"])]]
)
OPEN311_JSON = [b'[{"service_request_id":1,"extended_attributes":{"detailed_status":"x"}}]', b"[]"]
OPEN311_XML = [
    b'<?xml version="1.0" encoding="utf-8"?><service_requests><request><status>open</status>'
    b"<x><y><![CDATA[<i>]]>&amp;</y></x></request></service_requests>"
]
MALFORMED = (Malformed,)


def targets() -> list[Target]:
    client = [encode(message) for message in samples.FROM_CLIENT]
    server = [encode(message) for message in samples.FROM_SERVER]
    protocol = (Malformed, UnknownMessage)
    return [
        Target("decode_client", client_message, client, (*protocol, Refused)),
        Target("decode_server", decode_server, server, protocol),
        Target("parse_frame", decode_server, SMALL_FRAMES, protocol),
        Target("view", view, SMALL_FRAMES, (*protocol, KeyError)),
        Target("unpack_moves", records.unpack_moves, [COLUMNS["moves"]], MALFORMED),
        Target("unpack_enters", records.unpack_enters, [COLUMNS["enters"]], MALFORMED),
        Target("unpack_delta", records.unpack_delta, [COLUMNS["delta"]], MALFORMED),
        Target("unpack_names", records.unpack_names, [COLUMNS["names"]], MALFORMED),
        Target("unpack_view", frames.unpack_view, [COLUMNS["view"]], MALFORMED),
        Target("unpack_inbox", bus.unpack_inbox, [samples.inbox()], MALFORMED),
        Target("unpack_tick", bus.unpack_tick, [samples.tick_out()], MALFORMED),
        Target("header of a recording", recording.unpack_header, [HEADER], MALFORMED),
        Target("ticks of a recording", recorded, [CHUNK, CHUNK * 3], MALFORMED),
        Target("controls", control, [samples.inbox()], (ProtocolError,)),
        Target("tokens", token, TOKENS, (Malformed, Refused)),
        Target("names of people", name, TEXTS, (Refused,)),
        Target("chat", chat, TEXTS, (Refused,)),
        Target("answers in JSON", rows_of_json, OPEN311_JSON, MALFORMED),
        Target("answers in XML", rows_of_xml, OPEN311_XML, MALFORMED),
        Target("world files", world_folder, _worlds(), (WorldFilesError,), slow=True),
    ]


def _worlds() -> list[bytes]:
    return [(ROOT / "worlds/museum/world.yaml").read_bytes()]
