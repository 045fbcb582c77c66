"""What a peer needs and this machine lacks is told in a sentence."""

from pathlib import Path

import pytest

from loadtest.compare import tools
from loadtest.errors import ToolMissing


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A machine without programs, and a checkout without anything built."""
    monkeypatch.setattr(tools, "search_path", lambda: str(tmp_path))
    monkeypatch.setattr(tools, "FLOOR", tmp_path / "floor")
    return tmp_path


def program(folder: Path, name: str, script: str) -> None:
    (folder / name).write_text(f"#!/bin/sh\n{script}\n")
    (folder / name).chmod(0o755)


def test_without_a_compiler(bare: Path) -> None:
    with pytest.raises(ToolMissing, match="needs a C compiler, and there is no cc"):
        tools.floor()


def test_without_node_or_npm(bare: Path) -> None:
    with pytest.raises(ToolMissing, match="run `make setup`, which brings one"):
        tools.node()
    with pytest.raises(ToolMissing, match=r"needs Node.js 20\.19 or newer, and there is no npm"):
        tools.colyseus()


def test_a_compiler_that_fails_is_quoted(bare: Path) -> None:
    program(bare, "cc", "echo 'stdio.h: no such file' >&2; exit 1")
    with pytest.raises(ToolMissing, match=r"floor did not compile: stdio.h: no such file"):
        tools.floor()


def test_an_installation_that_fails_leaves_no_mark(
    bare: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (bare / "package-lock.json").write_text("{}")
    monkeypatch.setattr(tools, "COLYSEUS", bare)
    monkeypatch.setattr(tools, "_STAMP", bare / "stamp")
    program(bare, "npm", "echo 'npm error network' >&2; exit 1")
    with pytest.raises(ToolMissing, match="Colyseus could not be installed: npm error network"):
        tools.colyseus()
    program(bare, "npm", "exit 0")
    assert tools.colyseus() == bare
    program(bare, "npm", "exit 1")
    assert tools.colyseus() == bare, "what is installed is not installed again"


def test_the_floor_is_compiled_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tools, "FLOOR", tmp_path / "floor")
    made = tools.floor().stat().st_mtime_ns
    assert tools.floor().stat().st_mtime_ns == made


def test_the_lock_names_no_registry() -> None:
    assert '"resolved"' not in (tools.COLYSEUS / "package-lock.json").read_text()
