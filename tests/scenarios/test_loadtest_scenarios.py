"""Each scenario with a hundred people for some seconds, against one real server: everybody comes,
nobody is lost, and what witnesses see is true. Speed is not judged here."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from loadtest import library
from loadtest.cores import usable
from loadtest.report.remarks import gates
from loadtest.result import Result
from loadtest.run import Options, run
from tests.support.server import CityProcess

CLIENTS = 100
QUICKLY = {
    "sleepers": ("after_s: 10, for_s: 20, within_s: 5", "after_s: 1, for_s: 2, within_s: 0.5"),
    "tunnel": ("every_s: [5, 15], away_s: [0.5, 4]", "every_s: [1, 3], away_s: [0.2, 1]"),
}
SECONDS = {"sleepers": 6.0, "tunnel": 4.0}
SETTLE_S = {"tunnel": 9.0}
"""Only who has been there for ten seconds has a place to come back to."""


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CityProcess]:
    cpu = usable()[0] if len(usable()) > 1 else None
    data = tmp_path_factory.mktemp("city") / "data"
    with CityProcess(data, cpu=cpu, joins_per_s="500") as process:
        yield process


def small(name: str, folder: Path) -> str:
    """The path of the scenario, its waiting times shortened."""
    text = (library.FOLDER / f"{name}.yaml").read_text()
    right, quick = QUICKLY.get(name, ("", ""))
    assert right in text
    path = folder / f"{name}.yaml"
    path.write_text(text.replace(right, quick) if right else text)
    return str(path)


def go(name: str, city: CityProcess, folder: Path) -> tuple[Result, dict[str, Any]]:
    """The result, and what is in the JSON file."""
    out = folder / "out.json"
    options = Options(
        small(name, folder), CLIENTS, city.ws_url, seconds=SECONDS.get(name, 2.0),
        arrive_within_s=1.0, settle_s=SETTLE_S.get(name, 0.5), json=out,
    )  # fmt: skip
    return run(options), json.loads(out.read_text())


@pytest.mark.parametrize("name", library.names())
def test_everybody_comes_and_stays_and_is_seen_where_they_are(
    name: str, city: CityProcess, tmp_path: Path
) -> None:
    result, told = go(name, city, tmp_path)

    assert result.complete, result.ended
    assert result.missed == []
    assert result.exit_code == 0
    assert result.connected == CLIENTS
    assert (result.dropped, result.refused, result.lost, result.errors) == (0, 0, 0, 0)
    assert result.join_ms.n == CLIENTS
    assert result.strays == 0
    assert all(gate.kept is not False for gate in gates(result))
    if name != "idle":  # there nobody moves, and nothing is sent
        assert result.frame_age_ms.n > 0
        assert result.seen_ms.near.n > 0
        assert result.position_error_m.near.n > 0
    if name == "tunnel":
        assert result.resumed > 0
    if name == "sleepers":
        assert [phase.name for phase in result.phases] == ["before", "during", "waking", "after"]
        assert result.whole_again_ms.n > 0
    has_what_users_were_promised(told)


def has_what_users_were_promised(told: dict[str, Any]) -> None:
    assert told["clients"] == CLIENTS
    for name in ("connected", "dropped", "errors", "seconds"):
        assert isinstance(told[name], int | float), name
    assert told["bytes_per_client_s"] >= 0
    for name in ("server_cpu_cores", "server_rss_mb"):
        assert told[name] > 0, name
    assert set(told["frame_age_ms"]) >= {"p50", "p95", "p99"}
    for ring in ("near", "middle", "far"):
        assert set(told["seen_ms"][ring]) >= {"p50", "p95", "p99"}
    assert len(told["course"]) >= 3
