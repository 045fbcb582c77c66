"""What peers need from this machine: a C compiler, Node.js. Got on demand, explained if missing."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from loadtest.errors import ToolMissing

HERE = Path(__file__).parent
COLYSEUS = HERE / "colyseus"
FLOOR_SOURCE = HERE / "floor" / "floor.c"
FLOOR = HERE / "floor" / "floor"
TAKES_AT_MOST_S = 300
_STAMP = COLYSEUS / "node_modules" / ".installed"


def floor() -> Path:
    """The compiled floor; made anew when its source is newer."""
    if FLOOR.exists() and FLOOR.stat().st_mtime >= FLOOR_SOURCE.stat().st_mtime:
        return FLOOR
    compiler = _find("cc") or _find("gcc") or _find("clang")
    if compiler is None:
        raise ToolMissing(
            "The floor needs a C compiler, and there is no cc: install one (Debian: apt install"
            " gcc libc6-dev), or leave the floor out with --only."
        )
    command = [compiler, "-O2", "-Wall", "-o", str(FLOOR), str(FLOOR_SOURCE)]
    _run(command, "The floor did not compile")
    return FLOOR


def node() -> str:
    """The program that runs Colyseus."""
    return _of_node("node")


def colyseus() -> Path:
    """The folder with Colyseus in it; installs what its lock file says, once."""
    npm = _of_node("npm")
    lock = hashlib.sha256((COLYSEUS / "package-lock.json").read_bytes()).hexdigest()
    if not _STAMP.exists() or _STAMP.read_text() != lock:
        command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
        _run(command, "Colyseus could not be installed", cwd=COLYSEUS)
        _STAMP.write_text(lock)
    return COLYSEUS


def node_version() -> str:
    return subprocess.run([node(), "--version"], capture_output=True, text=True).stdout.strip()


def colyseus_version() -> str:
    package = colyseus() / "node_modules" / "@colyseus" / "core" / "package.json"
    return str(json.loads(package.read_text())["version"])


def search_path() -> str:
    """`make setup` puts Node.js beside Python where the machine has none."""
    return os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])


def _of_node(program: str) -> str:
    found = _find(program)
    if found is None:
        raise ToolMissing(
            f"Colyseus needs Node.js 20.19 or newer, and there is no {program}: run `make setup`,"
            " which brings one, or leave Colyseus out with --only."
        )
    return found


def _find(program: str) -> str | None:
    return shutil.which(program, path=search_path())


def _run(command: list[str], failed: str, cwd: Path | None = None) -> None:
    env = {**os.environ, "PATH": search_path()}
    try:
        ran = subprocess.run(
            command, cwd=cwd, env=env, capture_output=True, text=True, timeout=TAKES_AT_MOST_S
        )
    except subprocess.TimeoutExpired:
        raise ToolMissing(f"{failed} within {TAKES_AT_MOST_S} s; is the network there?") from None
    if ran.returncode:
        words = " ".join((ran.stderr or ran.stdout).split())
        raise ToolMissing(f"{failed}: {words[:400] or f'exit code {ran.returncode}'}")
