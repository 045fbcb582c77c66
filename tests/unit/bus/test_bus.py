"""What every bus does. A further bus is added to ``make_bus`` and passes the same tests."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from metaserver import metrics
from metaserver.bus.local import LocalBus
from metaserver.errors import BusError
from metaserver.ports import Bus

MakeBus = Callable[[], Awaitable[Bus]]


async def local_bus() -> Bus:
    return LocalBus(queue_max=8)


@pytest.fixture(params=[local_bus], ids=["local"])
def make_bus(request: pytest.FixtureRequest) -> MakeBus:
    made: MakeBus = request.param
    return made


class Box:
    """A subscriber that keeps what it gets."""

    def __init__(self) -> None:
        self.got: list[tuple[str, bytes]] = []
        self._came = asyncio.Event()

    def __call__(self, subject: str, data: bytes) -> None:
        self.got.append((subject, data))
        self._came.set()

    async def has(self, n: int) -> None:
        async with asyncio.timeout(2):
            while len(self.got) < n:
                self._came.clear()
                await self._came.wait()


async def test_every_subscriber_of_a_subject_gets_each_message_in_order(make_bus: MakeBus) -> None:
    bus = await make_bus()
    one, two, other = Box(), Box(), Box()
    await bus.subscribe("zone.plaza.in", one)
    await bus.subscribe("zone.plaza.in", two)
    await bus.subscribe("zone.hall.in", other)
    for n in range(5):
        bus.publish("zone.plaza.in", b"%d" % n)
    await one.has(5)
    await two.has(5)
    assert one.got == two.got == [("zone.plaza.in", b"%d" % n) for n in range(5)]
    assert other.got == []
    await bus.close()


async def test_publish_does_not_run_the_subscriber(make_bus: MakeBus) -> None:
    bus = await make_bus()
    box = Box()
    await bus.subscribe("s", box)
    bus.publish("s", b"later")
    assert box.got == []
    await box.has(1)
    await bus.close()


async def test_nobody_subscribed_is_no_error(make_bus: MakeBus) -> None:
    bus = await make_bus()
    bus.publish("nobody.listens", b"")
    await bus.close()


async def test_who_ends_the_subscription_gets_nothing_more(make_bus: MakeBus) -> None:
    bus = await make_bus()
    gone, stays = Box(), Box()
    end = await bus.subscribe("s", gone)
    await bus.subscribe("s", stays)
    bus.publish("s", b"waits")
    end()
    end()  # twice is harmless
    bus.publish("s", b"after")
    await stays.has(2)
    assert gone.got == []
    await bus.close()


async def test_a_full_queue_is_an_error_and_the_other_subscribers_get_theirs(
    make_bus: MakeBus,
) -> None:
    bus = await make_bus()
    quick = Box()
    await bus.subscribe("s", Box())
    with pytest.raises(BusError):
        for _ in range(1_000_000):
            bus.publish("s", b"x")
    await asyncio.sleep(0)
    await bus.subscribe("s", quick)
    bus.publish("s", b"again")
    await quick.has(1)
    await bus.close()


async def test_a_handler_that_raises_is_counted_and_hurts_nobody(
    make_bus: MakeBus, caplog: pytest.LogCaptureFixture
) -> None:
    bus = await make_bus()
    before = metrics.BUS_HANDLER_ERRORS._value.get()

    def broken(subject: str, data: bytes) -> None:
        raise ValueError("a bug")

    box = Box()
    await bus.subscribe("s", broken)
    await bus.subscribe("s", box)
    bus.publish("s", b"1")
    bus.publish("s", b"2")
    await box.has(2)
    assert metrics.BUS_HANDLER_ERRORS._value.get() == before + 2
    assert "a bug" in caplog.text
    await bus.close()


async def test_a_handler_may_publish(make_bus: MakeBus) -> None:
    bus = await make_bus()
    box = Box()

    def answer(subject: str, data: bytes) -> None:
        bus.publish("answers", b"to " + data)

    await bus.subscribe("questions", answer)
    await bus.subscribe("answers", box)
    bus.publish("questions", b"you")
    await box.has(1)
    assert box.got == [("answers", b"to you")]
    await bus.close()


async def test_a_handler_that_publishes_to_itself_does_not_hold_the_loop(
    make_bus: MakeBus,
) -> None:
    bus = await make_bus()

    def again(subject: str, data: bytes) -> None:
        bus.publish(subject, data)

    end = await bus.subscribe("s", again)
    bus.publish("s", b"round")
    for _ in range(10):
        await asyncio.sleep(0)  # comes back each time
    end()
    await bus.close()


async def test_close_hands_over_what_waits_and_then_refuses(make_bus: MakeBus) -> None:
    bus = await make_bus()
    box = Box()
    await bus.subscribe("s", box)
    bus.publish("s", b"last")
    await bus.close()
    assert box.got == [("s", b"last")]
    with pytest.raises(BusError):
        bus.publish("s", b"late")
    with pytest.raises(BusError):
        await bus.subscribe("s", box)


async def test_only_bytes_are_carried(make_bus: MakeBus) -> None:
    bus = await make_bus()
    with pytest.raises(TypeError):
        bus.publish("s", {"a": "dict"})  # type: ignore[arg-type]
    await bus.close()


async def test_the_full_queue_holds_exactly_its_bound() -> None:
    calls: list[Callable[[], None]] = []
    bus = LocalBus(loop_call_soon=calls.append, queue_max=3)
    box = Box()
    await bus.subscribe("s", box)
    for n in range(3):
        bus.publish("s", b"%d" % n)
    with pytest.raises(BusError, match="3 messages"):
        bus.publish("s", b"3")
    assert len(calls) == 1, "one turn of the loop drains all that waits"
    calls[0]()
    assert [data for _, data in box.got] == [b"0", b"1", b"2"]
    bus.publish("s", b"4")
    assert len(calls) == 2
