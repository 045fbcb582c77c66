"""The subscriber: it hears all, holds up nobody, and its troubles are its own."""

import asyncio
import errno
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from metaserver import metrics
from metaserver.bus.local import LocalBus
from metaserver.protocol.bus import pack_tick, world_out
from metaserver.protocol.views import WorldInfo
from metaserver.recorder import recorder as room
from metaserver.recorder.recorder import Recorder
from metaserver.recorder.recording import Recording
from metaserver.recorder.shelf import Shelf
from metaserver.recorder.tape import Tape
from metaserver.recorder.writer import Writer
from tests.unit.recorder.kit import PLENTY, Yard


@pytest.fixture
def yard(tmp_path: Path) -> Yard:
    """Five seconds of a world."""
    yard = Yard(tmp_path / "source")
    yard.join("a", "b")
    yard.walk(5)
    return yard


@pytest.fixture
def ticks(yard: Yard) -> list[bytes]:
    return [pack_tick(out) for out in yard.told]


def recorder(bus: LocalBus, yard: Yard, folder: Path, *others: WorldInfo) -> Recorder:
    return Recorder(
        worlds=[yard.stage.info, *others], shelf=Shelf(folder), keep_bytes=PLENTY, bus=bus,
        clock=yard.stage.clock,
    )  # fmt: skip


async def play(bus: LocalBus, ticks: list[bytes], world: str = "yard") -> None:
    for data in ticks:
        bus.publish(world_out(world), data)
        await asyncio.sleep(0)


async def until(condition: Callable[[], object]) -> None:
    async with asyncio.timeout(5):
        while not condition():  # noqa: ASYNC110 - it is a thread that makes it true
            await asyncio.sleep(0.01)


def value(metric: Any, world: str = "yard") -> float:
    found: float = metric.labels(world)._value.get()
    return found


async def test_what_is_told_on_the_bus_is_in_the_file(
    tmp_path: Path, ticks: list[bytes], yard: Yard
) -> None:
    bus = LocalBus()
    recording = recorder(bus, yard, tmp_path / "kept")
    await recording.start()
    before = value(metrics.RECORDER_BYTES)
    await play(bus, ticks)
    await recording.stop()
    (path,) = Shelf(tmp_path / "kept").files()
    found = Recording(path)
    assert found.length_ms == (len(ticks) - 1) * 100
    assert len(list(found.ticks(0))) == len(ticks)
    assert value(metrics.RECORDER_BYTES) - before > 0
    assert value(metrics.RECORDER_RECORDING) == 1
    await play(bus, ticks)  # nobody listens any more
    assert Recording(path).length_ms == found.length_ms


async def test_a_full_disk_ends_the_recording_and_nothing_else(
    tmp_path: Path, ticks: list[bytes], yard: Yard, monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    bus, heard = LocalBus(), []
    recording = recorder(bus, yard, tmp_path / "kept")
    await bus.subscribe(world_out("yard"), lambda _, data: heard.append(data))
    write = Writer.add
    chunks = 0

    def fills_up(writer: Writer, chunk: Any) -> None:
        nonlocal chunks
        chunks += 1
        if chunks > 2:
            raise OSError(errno.ENOSPC, "No space left on device")
        write(writer, chunk)

    monkeypatch.setattr(Writer, "add", fills_up)
    await recording.start()
    await play(bus, ticks)
    await until(lambda: value(metrics.RECORDER_RECORDING) == 0)
    await play(bus, ticks)
    await recording.stop()
    assert len(heard) == 2 * len(ticks)
    told = [record.getMessage() for record in caplog.records if record.levelname == "ERROR"]
    assert len(told) == 1
    assert "recording of yard has stopped" in told[0]
    assert "No space left on device" in told[0]
    (path,) = Shelf(tmp_path / "kept").files()
    assert Recording(path).length_ms >= 1000, "what was written before is there"


async def test_a_folder_that_cannot_be_made_is_the_recorders_trouble(
    tmp_path: Path, ticks: list[bytes], yard: Yard
) -> None:
    (tmp_path / "kept").write_text("a file where the folder should be")
    bus = LocalBus()
    recording = recorder(bus, yard, tmp_path / "kept")
    await recording.start()
    await play(bus, ticks)
    await until(lambda: value(metrics.RECORDER_RECORDING) == 0)
    await recording.stop()


async def test_when_the_disk_is_slow_ticks_are_left_out_and_counted(
    tmp_path: Path, ticks: list[bytes], yard: Yard, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "TICKS_MAX", 4)
    go_on = threading.Event()
    take = Tape.take

    def slow(tape: Tape, data: bytes) -> int:
        go_on.wait(5)
        return take(tape, data)

    monkeypatch.setattr(Tape, "take", slow)
    bus = LocalBus()
    recording = recorder(bus, yard, tmp_path / "kept")
    before = value(metrics.RECORDER_DROPPED_TICKS)
    await recording.start()
    await play(bus, ticks[:20])
    await asyncio.sleep(0.01)
    go_on.set()
    await recording.stop()
    dropped = value(metrics.RECORDER_DROPPED_TICKS) - before
    assert 15 <= dropped <= 16, "four wait, and one may be in the works"
    (path,) = Shelf(tmp_path / "kept").files()
    assert len(list(Recording(path).ticks(0))) == 20 - dropped


async def test_nothing_to_record_begins_no_thread(tmp_path: Path, yard: Yard) -> None:
    before = threading.active_count()
    recording = Recorder(
        worlds=[], shelf=Shelf(tmp_path / "kept"), keep_bytes=PLENTY, bus=LocalBus(),
        clock=yard.stage.clock,
    )  # fmt: skip
    await recording.start()
    assert threading.active_count() == before
    await recording.stop()
