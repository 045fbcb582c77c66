"""Writes the golden files: bytes (`.bin`) and what they say (`.json`), for every client's tests.

    python -m tests.protocol.golden

A case of ``frame_*`` has ``frame``, with the columns of each fragment; columns of more than 500
records are given as ``count`` and ``sum``, the sum of (index + 1) * value. A case of
``client_*`` or ``server_*`` has ``message`` with its code and fields by name.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from metaserver.protocol.codec import decode_server, encode
from metaserver.protocol.frames import Fragment, Frame, Kind, unpack_view
from metaserver.protocol.messages import Message
from metaserver.protocol.records import (
    Enters,
    Moves,
    unpack_delta,
    unpack_enters,
    unpack_moves,
    unpack_names,
)
from tests.protocol import samples

FOLDER = Path(__file__).parent / "golden"


def cases() -> Iterator[tuple[str, bytes, dict[str, Any]]]:
    """Name, bytes and their meaning."""
    for name, data in samples.frames():
        frame = decode_server(data)
        assert isinstance(frame, Frame)
        yield f"frame_{name}", data, {"frame": describe_frame(frame)}
    for side, messages in (("client", samples.FROM_CLIENT), ("server", samples.FROM_SERVER)):
        for message in messages:
            name = f"{side}_{type(message).__name__.lower()}"
            yield name, encode(message), {"message": describe_message(message)}


def describe_message(message: Message) -> dict[str, Any]:
    return {"code": message.code, **message.model_dump(mode="json")}


def describe_frame(frame: Frame) -> dict[str, Any]:
    return {
        "epoch": frame.epoch,
        "tick": frame.tick,
        "time_ms": frame.time_ms,
        "interval_ms": frame.interval_ms,
        "fragments": [describe_fragment(f) for f in frame.fragments],
    }


def describe_fragment(fragment: Fragment) -> dict[str, Any]:
    head = {"cell": fragment.cell, "kind": int(fragment.kind), "tick": fragment.tick}
    return {**head, **_CONTENT[fragment.kind](fragment.data)}


def _delta(data: bytes) -> dict[str, Any]:
    delta = unpack_delta(data)
    leaves = {"id": column(delta.leaves.id), "to_cell": column(delta.leaves.to_cell)}
    return {"leaves": leaves, "enters": _enters(delta.enters), "moves": _moves(delta.moves)}


def _names(data: bytes) -> dict[str, Any]:
    return {"names": [[who, list(look), name] for who, look, name in unpack_names(data)]}


def _view(data: bytes) -> dict[str, Any]:
    return dict(zip(("near", "middle", "far"), unpack_view(data), strict=True))


_CONTENT = {
    Kind.MOVES: lambda data: {"moves": _moves(unpack_moves(data))},
    Kind.DELTA: _delta,
    Kind.KEYFRAME: lambda data: {"enters": _enters(unpack_enters(data))},
    Kind.NAMES: _names,
    Kind.VIEW: _view,
}


def _moves(moves: Moves) -> dict[str, Any]:
    names = ("id", "qx", "qy", "heading", "state")
    return {name: column(getattr(moves, name)) for name in names}


def _enters(enters: Enters) -> dict[str, Any]:
    return {**_moves(enters.moves), "look": column(enters.look.reshape(-1))}


def column(values: np.ndarray[Any, Any]) -> list[int] | dict[str, int]:
    if len(values) <= 500:
        return [int(v) for v in values]
    weights = np.arange(1, len(values) + 1, dtype=np.int64)
    return {"count": len(values), "sum": int((weights * values.astype(np.int64)).sum())}


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    for name, data, meaning in cases():
        (FOLDER / f"{name}.bin").write_bytes(data)
        text = json.dumps(meaning, ensure_ascii=False, separators=(",", ":"))
        (FOLDER / f"{name}.json").write_text(text + "\n", encoding="utf-8")
    print(f"{len(list(FOLDER.glob('*.bin')))} cases in {FOLDER.name}/")


if __name__ == "__main__":
    main()
