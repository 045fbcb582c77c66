"""Runs that end before their time: the sentence, the exit code, and what was seen until then."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from loadtest.result import Result, Second
from loadtest.run import Options, run
from tests.support.server import ROOT, CityProcess

CLIENTS = 60


@pytest.fixture
def city(tmp_path: Path) -> Iterator[CityProcess]:
    with CityProcess(tmp_path / "data", joins_per_s="500") as process:
        yield process


class Trouble:
    """Makes some, in the second second of the measuring."""

    def __init__(self, make: Callable[[], object]) -> None:
        self._make = make
        self._seconds = -1

    def phase(self, words: str) -> None:
        if words.startswith("measuring"):
            self._seconds = 0

    def second(self, second: Second, done: float) -> None:
        self._seconds += self._seconds >= 0
        if self._seconds == 2:
            self._make()


def troubled(city: CityProcess, folder: Path, make: Callable[[], object]) -> Result:
    """What the JSON file of such a run says."""
    out, page = folder / "out.json", folder / "out.html"
    options = Options(
        "plaza", CLIENTS, city.ws_url, seconds=60, arrive_within_s=0.5, settle_s=0.5, json=out,
        html=page,
    )  # fmt: skip
    result = run(options, Trouble(make))
    assert page.stat().st_size > 10_000
    assert Result.model_validate(json.loads(out.read_text())) == result
    return result


def has_what_was_seen(result: Result) -> None:
    assert not result.complete
    assert 1 < result.seconds < 20
    assert result.clients == CLIENTS
    assert result.frame_age_ms.n > 0
    assert result.join_ms.n == CLIENTS
    assert result.bytes_per_client_s is not None and result.bytes_per_client_s > 0
    assert max(second.present for second in result.course) == CLIENTS


def test_the_server_dies_in_mid_run(
    city: CityProcess, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("loadtest.watching.DEAD_AFTER_S", 2.0)
    result = troubled(city, tmp_path, city.kill)
    assert result.exit_code == 4
    assert re.search(r"The server ended in mid-run, \d+ s after the beginning", result.ended)
    assert result.dropped >= CLIENTS
    has_what_was_seen(result)


def test_somebody_interrupts_the_run(city: CityProcess, tmp_path: Path) -> None:
    result = troubled(city, tmp_path, lambda: os.kill(os.getpid(), signal.SIGINT))
    assert result.exit_code == 130
    assert result.ended == "Interrupted."
    assert result.connected == CLIENTS
    has_what_was_seen(result)


def test_the_server_sends_everybody_away_with_a_code(city: CityProcess, tmp_path: Path) -> None:
    def moderate(*words: str) -> str:
        command = [sys.executable, "-m", "metaserver.cli", "moderate", *words, "--data"]
        done = subprocess.run(
            [*command, str(city.data)], cwd=ROOT, capture_output=True, text=True, check=True
        )
        return done.stdout

    def ban() -> None:
        found = re.search(r"\b[0-9a-f]{16}\b", moderate("people"))
        assert found is not None
        moderate("ban", found[0])

    result = troubled(city, tmp_path, ban)
    assert result.exit_code == 6
    assert "closed with 4411 (BANNED)" in result.ended
    assert result.close_codes["4411"] >= CLIENTS
    has_what_was_seen(result)
