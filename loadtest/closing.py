"""Close codes as sentences."""

from __future__ import annotations

import ast
import functools
from itertools import pairwise
from pathlib import Path

from loadtest.errors import ClosedByServer, LoadError, OtherVersion
from metaserver.protocol import codes
from metaserver.protocol.codec import HASH
from metaserver.protocol.codes import Close
from metaserver.protocol.messages import VERSION

NO_CODE = 1006
"""The connection ended without a code (RFC 6455, 7.1.5)."""
_USUAL = {
    1000: "The connection ended in the usual way.",
    1001: "The server is going away.",
    1002: "A WebSocket frame was broken.",
    NO_CODE: "The connection broke without a word.",
    1011: "The server had a fault of its own; look at its log.",
}


def meaning(code: int) -> str:
    """What is told of a close code where it is declared."""
    return _USUAL.get(code) or _declared().get(code, "That code is not known here.")


@functools.cache
def _declared() -> dict[int, str]:
    """The sentences below the members of ``Close``, which only its source has."""
    tree = ast.parse(Path(codes.__file__).read_text(encoding="utf-8"))
    body = next(n.body for n in tree.body if isinstance(n, ast.ClassDef) and n.name == "Close")
    found = {}
    for member, said in pairwise(body):
        if isinstance(member, ast.Assign) and isinstance(said, ast.Expr):
            name, text = ast.unparse(member.targets[0]), ast.literal_eval(said.value)
            found[int(Close[name])] = " ".join(str(text).replace("`", "").split())
    return found


def closed(code: int) -> LoadError:
    """The error for a server that ended connections with ``code``."""
    name = f" ({Close(code).name})" if code in set(Close) else ""
    if code == Close.VERSION:
        return OtherVersion(
            f"The server closed with {code:d}{name}: this crowd speaks version {VERSION}, hash "
            f"{HASH}, of the protocol and the server another; use the checkout it runs."
        )
    return ClosedByServer(f"The server closed with {code}{name}: {meaning(code)}")
