"""The server that is to be loaded: looks before anybody is sent there."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any

import httpx
import msgpack

from loadtest.address import Address
from loadtest.crowd.job import WorldGround
from loadtest.crowd.worlds import world_ground
from loadtest.errors import ScenarioError, Unreachable
from loadtest.knock import knock
from loadtest.sampling import procfs
from loadtest.scenario import Scenario

TIMEOUT_S = 10.0
EVERY_WORLD = "*"


@dataclass(frozen=True)
class Target:
    address: Address
    worlds: dict[str, str]
    """World id -> hash: all that the server has."""
    pid: int | None = None
    """Of the server's process, where it is known."""

    @property
    def http_url(self) -> str:
        return self.address.http_url

    @property
    def ws_url(self) -> str:
        return self.address.ws_url


def look(address: Address, pid: int | None = None) -> Target:
    """Asks for the worlds, and says one hello.

    Raises ``Unreachable``, ``OtherVersion`` or ``ClosedByServer``.
    """
    answer = _get(f"{address.http_url}/api/worlds")
    try:
        worlds = {str(world["id"]): str(world["hash"]) for world in answer.json()["worlds"]}
    except (ValueError, KeyError, TypeError):
        raise Unreachable(f"{address.http_url}: something answers there, but no city.") from None
    asyncio.run(knock(address.ws_url))
    if pid is None and address.is_loopback:
        pid = procfs.listener(address.port)
    return Target(address, worlds, pid)


def chosen_worlds(target: Target, scenario: Scenario) -> list[str]:
    """Ids, sorted. Raises ``ScenarioError`` for a world that the server does not have."""
    unknown = sorted(set(scenario.worlds) - {EVERY_WORLD} - set(target.worlds))
    if unknown:
        raise ScenarioError(
            f"scenario {scenario.name}: worlds: the server has no {', '.join(unknown)}; "
            f"it has {', '.join(sorted(target.worlds))}, or write '*' for all."
        )
    named = target.worlds if EVERY_WORLD in scenario.worlds else scenario.worlds
    return sorted(named)


def grounds(target: Target, scenario: Scenario) -> dict[str, WorldGround]:
    """Of each world that the scenario names, fetched. Raises ``ScenarioError`` for an unknown
    world or place, ``Unreachable`` where the files are not to be had."""
    found = {world: _ground(target, world) for world in chosen_worlds(target, scenario)}
    lacking = [id_ for id_, ground in found.items() if scenario.place not in ("", *ground.places)]
    if lacking:
        places = ", ".join(found[lacking[0]].places)
        raise ScenarioError(
            f"scenario {scenario.name}: place: {lacking[0]} has no {scenario.place!r}; "
            f"it has {places}."
        )
    return found


def _ground(target: Target, world: str) -> WorldGround:
    hash_ = target.worlds[world]
    folder = f"{target.http_url}/worlds/{world}/{hash_}"
    spec = _get(f"{folder}/world.json").json()
    raster: dict[str, Any] = msgpack.unpackb(_get(f"{folder}/raster.bin").content)
    return world_ground(spec, raster, hash_)


def _get(url: str) -> httpx.Response:
    try:
        return httpx.get(url, timeout=TIMEOUT_S, trust_env=False).raise_for_status()
    except httpx.HTTPStatusError as error:
        raise Unreachable(f"{url}: answered with HTTP {error.response.status_code}.") from None
    except httpx.ConnectError:
        raise Unreachable(f"{url}: no server there; start one, or use --serve.") from None
    except httpx.HTTPError as error:
        raise Unreachable(f"{url}: no answer ({type(error).__name__}).") from None
