"""Who may import what: reads the imports of every file and holds them to one table.

The table is that of the design; a room that is not in it may not exist. `app` composes the
server, so it and `cli` alone may import everything.
"""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parent.parent
SERVER = ROOT / "metaserver"


class Room(NamedTuple):
    """What a room may import: other rooms (or single modules of them), packages from outside."""

    rooms: str = ""
    outside: str = ""
    pure: bool = False  # no clock, no socket, no threads, no async


# Every room may import itself, the standard library and `errors`. A dotted entry is one module;
# `*` stands for one name.
ROOMS = {
    "errors": Room(outside="prometheus_client"),
    "metrics": Room(outside="prometheus_client"),
    "protocol": Room(outside="msgpack numpy pydantic", pure=True),
    "worldfiles": Room(outside="numpy pydantic ruamel"),
    "simulation": Room(outside="numpy", pure=True),
    "ports": Room("protocol"),
    "workers": Room("metrics"),
    "archive": Room(),
    "clock": Room(),
    "datadir": Room(),
    "jobs": Room("metrics"),
    "logs": Room(outside="structlog"),
    "sockets": Room(),
    "register": Room(outside="pydantic ruamel"),
    "config": Room(outside="pydantic pydantic_settings"),
    "bus": Room("protocol ports metrics", "sqlalchemy alembic aiosqlite"),
    "storage": Room("protocol ports metrics register", "sqlalchemy alembic aiosqlite asyncpg"),
    "zones": Room("protocol worldfiles simulation ports metrics", "numpy structlog"),
    "gateway": Room("protocol identity.tokens ports metrics", "numpy structlog websockets"),
    "recorder": Room("protocol ports metrics register", "msgpack"),
    # It stands in for a zone, and is one but for whom it shows.
    "replay": Room("protocol recorder zones simulation ports metrics", "numpy"),
    "civic": Room(
        "protocol ports metrics workers",
        "PIL aiosmtplib bm25s holidays httpx icalendar markdown_it numpy pydantic rapidfuzz ruamel "
        "structlog",
    ),
    "identity": Room(
        "protocol.names ports metrics workers", "argon2 httpx joserfc pydantic structlog"
    ),
    "web": Room(
        "ports identity worldfiles civic.models civic.*.models metrics protocol register",
        "brotli fastapi jinja2 markdown_it msgpack pydantic python_multipart segno starlette "
        "structlog uvicorn",
    ),
}
COMPOSERS = {
    "app": "every room but cli",
    "facts": "what app tells its parts",
    "townhall": "the civic side, for app",
    "guidance": "live help, knowledge and tourism, for townhall",
    "commands": "what the commands share that open the database",
    "usercli": "what cli needs for accounts",
    "replays": "what cli needs to list recordings and to play one",
    "backupcli": "what cli needs to copy a city, and to bring it back",
    "operators": "what cli needs to reach a running server, or to stand in for it",
    "keycli": "what cli needs for keys of programs: the database, and how a key is made",
    "cli": "everything",
    "__main__": "everything",
    "__init__": "nothing: importing the package loads no room",
}
CROWD = Room(
    "protocol",
    "httpx jinja2 matplotlib metaclient msgpack numpy picows prometheus_client pydantic rich "
    "ruamel typer uvloop websockets",
)
"""What `loadtest` may import besides itself: a crowd knows of a server what its visitors know."""
IMPURE = (
    "asyncio concurrent http multiprocessing os pathlib sched select selectors shutil signal "
    "socket ssl subprocess tempfile threading time urllib"
)


def imported(source: str, module: str) -> Iterator[tuple[int, str]]:
    """Each import in `source` as (line, dotted name), relative ones resolved from `module`."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name
        elif isinstance(node, ast.ImportFrom):
            above = module.split(".")[: -node.level] if node.level else []
            base = ".".join([*above, *filter(None, [node.module])])
            for alias in node.names:
                yield node.lineno, f"{base}.{alias.name}"


def allowed(name: str, entries: str) -> bool:
    """Whether the dotted `name` is one of the `entries`, or lies inside one."""
    parts = name.split(".")
    for entry in entries.split():
        wanted = entry.split(".")
        pairs = list(zip(wanted, parts, strict=False))
        if len(parts) >= len(wanted) and all(want in ("*", part) for want, part in pairs):
            return True
    return False


def problem(room: str, name: str) -> str | None:
    """Why `room` may not import `name`, or None if it may."""
    top, _, inside = name.partition(".")
    if room in COMPOSERS:
        if room == "app" and allowed(inside, "cli"):
            return "app is what cli starts, it does not know of it"
        return "it must load nothing" if room == "__init__" else None
    rules = ROOMS[room]
    if top == "metaserver":
        ok = allowed(inside, f"{room} errors {rules.rooms}")
        return None if ok else f"may import of metaserver: {rules.rooms or 'errors only'}"
    if top in sys.stdlib_module_names:
        return "has no clock, no I/O, no async" if rules.pure and allowed(top, IMPURE) else None
    ok = allowed(name, rules.outside)
    return None if ok else f"may import from outside: {rules.outside or 'nothing'}"


def problems(source: str, module: str) -> list[str]:
    """Every breach of the table in one file; `module` is its dotted name (`x.__init__` too)."""
    room = module.split(".")[1]
    if room not in ROOMS and room not in COMPOSERS:
        return [f"{module}: the room {room!r} is not in the table of tests/test_imports.py"]
    found = [
        f"{module}:{line}: {room} imports {name}; it {why}"
        for line, name in imported(source, module)
        if (why := problem(room, name))
    ]
    if room in ROOMS and ROOMS[room].pure:
        waits = (ast.AsyncFunctionDef, ast.Await, ast.AsyncFor, ast.AsyncWith)
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, waits):
                found.append(f"{module}:{node.lineno}: {room} is pure, nothing in it is async")
    return found


def crowd_problems(source: str, module: str) -> list[str]:
    """Every import in a file of `loadtest` that it may not have."""
    found = []
    for line, name in imported(source, module):
        top, _, inside = name.partition(".")
        if top == "metaserver":
            ok = allowed(inside, f"errors {CROWD.rooms}")
        else:
            ok = top in sys.stdlib_module_names or allowed(name, f"loadtest {CROWD.outside}")
        if not ok:
            found.append(f"{module}:{line}: loadtest may not import {name}")
    return found


def server_files() -> list[Path]:
    return sorted(SERVER.rglob("*.py"))


def module_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts)


def test_server_rooms_import_only_what_the_table_allows() -> None:
    found = [
        line
        for path in server_files()
        for line in problems(path.read_text(encoding="utf-8"), module_of(path))
    ]
    assert not found, "\n" + "\n".join(found)


def test_the_crowd_imports_only_what_a_visitor_may_know() -> None:
    found = [
        line
        for path in sorted((ROOT / "loadtest").rglob("*.py"))
        for line in crowd_problems(path.read_text(encoding="utf-8"), module_of(path))
    ]
    assert not found, "\n" + "\n".join(found)


@pytest.mark.parametrize(
    ("source", "wrong"),
    [
        ("from metaserver.gateway import views", 1),
        ("import metaserver.config", 1),
        ("def f():\n    from metaserver.app import App", 1),
        ("import fastapi", 1),
        ("from tests.support.server import CityProcess", 1),
        ("from metaserver.protocol.codes import Close\nfrom metaserver.errors import Malformed", 0),
        (
            "from . import bots\nimport asyncio\nimport numpy as np\nimport metaclient",
            0,
        ),
    ],
)
def test_the_crowds_rule_holds(source: str, wrong: int) -> None:
    assert len(crowd_problems(source, "loadtest.crowd.bot")) == wrong


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("metaserver.simulation.step", "import time"),
        ("metaserver.simulation.step", "async def step(): ..."),
        ("metaserver.simulation.step", "from metaserver.protocol import records"),
        ("metaserver.protocol.codec", "from asyncio import sleep"),
        ("metaserver.zones.loop", "from metaserver import gateway"),
        ("metaserver.zones.loop", "from ..gateway import views"),
        ("metaserver.zones.loop", "def f():\n    import metaserver.civic.worker"),
        ("metaserver.gateway.sessions", "from metaserver.identity.accounts import Accounts"),
        ("metaserver.gateway.sessions", "import metaserver.identity"),
        ("metaserver.gateway.__init__", "from ..zones import loop"),
        ("metaserver.storage.tables", "import fastapi"),
        ("metaserver.civic.complaints.rules", "from metaserver.web import pages"),
        ("metaserver.web.pages", "from metaserver.civic.complaints.rules import due"),
        ("metaserver.web.pages", "from metaserver.config import Settings"),
        ("metaserver.ports", "import numpy"),
        ("metaserver.app", "from metaserver.cli import main"),
        ("metaserver.__init__", "from metaserver.errors import MetaserverError"),
        ("metaserver.newroom.thing", "import json"),
    ],
)
def test_a_forbidden_import_is_found(module: str, source: str) -> None:
    assert len(problems(source, module)) == 1


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("metaserver.simulation.step", "import math\nimport numpy as np"),
        ("metaserver.protocol.codec", "from ..errors import Malformed\nfrom . import frames"),
        ("metaserver.gateway.sessions", "from metaserver.identity.tokens import check"),
        ("metaserver.gateway.sessions", "from metaserver.identity import tokens"),
        ("metaserver.web.pages", "from metaserver.civic.complaints.models import Complaint"),
        ("metaserver.worldfiles.loader", "from ruamel.yaml import YAML"),
        ("metaserver.app", "from metaserver import gateway, zones\nimport uvicorn"),
        ("metaserver.cli", "from metaserver.app import App\nimport typer"),
    ],
)
def test_an_allowed_import_passes(module: str, source: str) -> None:
    assert problems(source, module) == []
