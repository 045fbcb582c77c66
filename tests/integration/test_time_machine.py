"""A city is recorded; later somebody looks at it again."""

from __future__ import annotations

import asyncio
import math
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest
from metaclient import City, NotGranted, connect

from metaserver.protocol import messages as m
from tests.integration.waiting import until
from tests.support.replay import ReplayProcess
from tests.support.server import ROOT, CityProcess
from tests.unit.recorder.kit import raw_bytes

WORLD = "seoul-plaza"
NAMES = ("가람이", "나래", "Dawn-Treader")
WORDS = "아무에게도 들리지 않을 말"
WALK_S = 6.0
ABOUT_MS = 200
SEEN_M = 0.6
"""Who turns back is seen going on for a tick or two, at up to 3 m/s."""
Spots = dict[int, tuple[float, float]]
Way = list[tuple[float, tuple[float, float]]]
"""Unix time in ms, and where one was."""


async def walk(url: str, name: str, turns: list[int], speed_mps: float) -> Way:
    """To and fro for some seconds; where one was every 50 ms."""
    way: Way = []
    async with connect(url, name=name, world=WORLD, watch=False) as city:
        assert city.life.presence.entered is not None
        assert city.life.presence.entered.recorded
        await city.say(WORDS)
        for heading in turns:
            city.walk(heading, speed_mps)
            until_s = time.monotonic() + WALK_S / len(turns)
            while time.monotonic() < until_s:
                way.append((time.time() * 1000, city.position))
                await asyncio.sleep(0.05)
    return way


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Way], dict[str, object]]:
    """The file, the ways of three walkers, and what the server told of its worlds."""

    async def all_walk(url: str) -> list[Way]:
        turns = ([0, 128, 64], [64, 128, 192], [32, 96, 32])
        speeds = (2.0, 3.0, 1.5)
        walks = (walk(url, *each) for each in zip(NAMES, turns, speeds, strict=True))
        return list(await asyncio.gather(*walks))

    data = tmp_path_factory.mktemp("recorded") / "data"
    with CityProcess(data, record_worlds=WORLD) as city:
        ways = asyncio.run(all_walk(city.url))
        told = httpx.get(city.url + "/api/worlds", trust_env=False).json()
        privacy = httpx.get(city.url + "/privacy?lang=en", trust_env=False).text
        assert "Recordings of movement" in privacy
    (path,) = (data / "recordings" / WORLD).glob("*.rec")
    return path, ways, told


@pytest.fixture(scope="module")
def cinema(recorded: tuple[Path, list[Way], object]) -> Iterator[ReplayProcess]:
    with ReplayProcess(recorded[0]) as process:
        yield process


class Watcher:
    def __init__(self, city: City) -> None:
        self.city = city
        self.avatar = city.avatar

    @property
    def state(self) -> m.Replaying:
        """What was told last."""
        told = [e for e in self.city.events().peek() if isinstance(e, m.Replaying)]
        return told[-1]

    @property
    def at_ms(self) -> float:
        state = self.state
        if not state.playing:
            return state.at_ms
        since_ms = (self.city.server_ms() - state.server_ms + 2**31) % 2**32 - 2**31
        return state.at_ms + since_ms * state.speed

    def spots(self) -> Spots:
        assert self.city.view is not None
        now_ms = self.city.server_ms()
        return {id_: avatar.at(now_ms) for id_, avatar in self.city.view.avatars.items()}

    async def do(self, do: m.Do, value: float = 0.0) -> None:
        await self.city.life.asking.ask(lambda ref: m.Replay(ref=ref, do=do, value=value))


@asynccontextmanager
async def watching(cinema: ReplayProcess) -> AsyncIterator[Watcher]:
    """From the beginning, in a pause."""
    async with connect(cinema.url, name="구경꾼") as city:
        watcher = Watcher(city)
        await until(lambda: any(isinstance(e, m.Replaying) for e in city.events().peek()))
        await watcher.do(m.Do.PAUSE)
        await watcher.do(m.Do.SEEK, 0)
        await until(lambda: watcher.at_ms == 0)
        await until(lambda: city.view is not None)
        yield watcher


def off_m(way: Way, unix_ms: float, spot: tuple[float, float]) -> float:
    """How far a spot is from where one was about then."""
    about = [spot for at_ms, spot in way if abs(at_ms - unix_ms) <= ABOUT_MS]
    return min((math.dist(spot, each) for each in about), default=math.inf)


def assert_as_they_walked(watcher: Watcher, ways: list[Way]) -> None:
    """Everybody seen is where one of the walkers was, and each walker is seen."""
    unix_ms = watcher.state.began_unix_ms + watcher.at_ms
    seen = watcher.spots()
    assert watcher.avatar not in seen
    assert len(seen) == len(ways)
    for way in ways:
        assert min(off_m(way, unix_ms, spot) for spot in seen.values()) <= SEEN_M


async def test_a_watcher_sees_what_was_pauses_and_sees_it_again(
    cinema: ReplayProcess, recorded: tuple[Path, list[Way], object]
) -> None:
    _, ways, _ = recorded
    async with watching(cinema) as watcher:
        await watcher.do(m.Do.PLAY)
        first: dict[int, Spots] = {}
        while watcher.at_ms < 4500:
            await asyncio.sleep(0.1)
            if watcher.at_ms > 1000:
                assert_as_they_walked(watcher, ways)
            first[round(watcher.at_ms)] = watcher.spots()
        for id_ in watcher.spots():
            way = [spots[id_] for spots in first.values() if id_ in spots]
            assert max(math.dist(way[0], spot) for spot in way) > 1, "they walk"

        await watcher.do(m.Do.PAUSE)
        await until(lambda: not watcher.state.playing)
        await asyncio.sleep(0.3)
        stood, moment_ms = watcher.spots(), watcher.at_ms
        await asyncio.sleep(2.5)
        assert (watcher.spots(), watcher.at_ms) == (stood, moment_ms)
        assert_as_they_walked(watcher, ways)

        await watcher.do(m.Do.SEEK, 0)
        await watcher.do(m.Do.PLAY)
        await until(lambda: watcher.state.playing)
        while watcher.at_ms < 3000:
            await asyncio.sleep(0.1)
            if watcher.at_ms > 1000:
                assert_as_they_walked(watcher, ways)
        before_ms = min(first, key=lambda t: abs(t - watcher.at_ms))
        again, before = watcher.spots(), first[before_ms]
        assert set(again) == set(before)
        assert max(math.dist(again[id_], before[id_]) for id_ in again) <= SEEN_M


async def test_all_who_watch_share_the_moment(cinema: ReplayProcess) -> None:
    async with watching(cinema) as one, watching(cinema) as two:
        await one.do(m.Do.SEEK, 2500)
        await until(lambda: two.at_ms == 2500)
        await two.do(m.Do.SPEED, 2.0)
        await until(lambda: one.state.speed == 2.0)
        await two.do(m.Do.SPEED, 1.0)
        assert one.avatar != two.avatar
        await until(lambda: len(one.spots()) == len(two.spots()) == 3)


async def test_one_walks_about_and_is_not_heard(cinema: ReplayProcess) -> None:
    async with watching(cinema) as watcher:
        begin = watcher.city.position
        watcher.city.walk(0, 2.0)
        await asyncio.sleep(1)
        assert math.dist(begin, watcher.city.position) > 1
        with pytest.raises(NotGranted) as denied:
            await watcher.city.say("들리나요?")
        assert denied.value.error == "not_allowed"


async def test_a_living_city_cannot_be_wound_back(city: CityProcess) -> None:
    async with connect(city.url) as visitor:
        assert visitor.life.presence.entered is not None
        assert not visitor.life.presence.entered.recorded
        with pytest.raises(NotGranted) as denied:
            await Watcher(visitor).do(m.Do.SEEK, 0)
        assert denied.value.error == "not_allowed"


def test_it_was_announced_and_nobody_is_named_in_the_file(
    recorded: tuple[Path, list[Way], dict[str, object]],
) -> None:
    path, _, told = recorded
    worlds = told["worlds"]
    assert isinstance(worlds, list)
    assert {each["id"]: each["recorded"] for each in worlds}[WORLD] is True
    assert sum(each["recorded"] for each in worlds) == 1
    raw = raw_bytes(path)
    assert len(raw) > 1000
    for secret in (*NAMES, WORDS):
        assert secret.encode() not in raw


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "metaserver", *arguments], cwd=ROOT, capture_output=True, text=True,
        timeout=30,
    )  # fmt: skip


def test_recordings_are_listed(recorded: tuple[Path, list[Way], object]) -> None:
    path, _, _ = recorded
    done = run("recordings", "--data", str(path.parents[2]))
    assert done.returncode == 0
    assert WORLD[:8] in done.stdout


def test_what_files_and_folders_are_called_is_shown_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "recordings" / "[b]" / "20260101T000000.000000Z.rec"
    path.parent.mkdir(parents=True)
    path.write_bytes(b"nothing")
    done = run("recordings", "--data", str(tmp_path))
    assert done.returncode == 0, done.stderr
    assert "[b]" in done.stdout


def test_a_broken_file_is_refused_with_a_sentence(
    recorded: tuple[Path, list[Way], object], tmp_path: Path
) -> None:
    data = bytearray(recorded[0].read_bytes())
    data[len(data) // 2] ^= 0xFF
    broken = tmp_path / "one.rec"
    broken.write_bytes(data)
    done = run("replay", str(broken), "--port", "0")
    assert done.returncode == 2
    (sentence,) = done.stderr.splitlines()
    assert sentence.startswith(f"metaserver: {broken} is broken")
