"""How many visitors the system's limit of open files allows."""

from __future__ import annotations

import resource

import pytest

from metaserver.sockets import FILES_ASIDE, allow_sockets


@pytest.mark.parametrize(
    ("limit", "allowed"), [(256, 128), (1024, 512), (4096, 4096 - FILES_ASIDE), (100_000, 18_000)]
)
def test_few_open_files_are_still_some_visitors(
    monkeypatch: pytest.MonkeyPatch, limit: int, allowed: int
) -> None:
    monkeypatch.setattr(resource, "getrlimit", lambda _: (min(limit, 1024), limit))
    monkeypatch.setattr(resource, "setrlimit", lambda *_: None)
    assert allow_sockets(18_000) == allowed
