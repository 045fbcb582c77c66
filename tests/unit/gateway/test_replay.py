"""Recording and replaying, as clients hear of them."""

from dataclasses import replace

from metaserver.protocol import bus
from metaserver.protocol.messages import Do, Done, Entered, Error, Replay, Replaying
from tests.unit.gateway.stage import Stage

STATE = [bus.REPLAYING, 4000, 60_000, 1_795_000_000_000, False, 2.0, 77_000]


async def test_who_enters_a_recorded_world_is_told_so() -> None:
    stage = Stage()
    stage.worlds["hall"] = replace(stage.worlds["hall"], recorded=True)
    stage.gateway = stage.new_gateway()
    async with stage:
        told = {}
        for world in ("plaza", "hall"):
            client = await stage.enter(world=world)
            told[world] = client.all(Entered)[-1].recorded
        assert told == {"plaza": False, "hall": True}


async def test_a_wish_to_wind_goes_to_the_zone_and_its_answer_comes_back() -> None:
    async with Stage() as stage:
        client = await stage.enter()
        client.send(Replay(ref=5, do=Do.SEEK, value=12_500.0))
        await stage.tick()
        assert stage.plaza.seen(bus.REPLAY) == [[bus.REPLAY, client.avatar, 5, 2, 12_500.0]]
        stage.plaza.events.append([bus.DENIED, client.avatar, 5, "not_allowed"])
        stage.plaza.events.append([bus.GRANTED, client.avatar, 6])
        await stage.tick(2)
        news = client.read()
        assert [(m.ref, m.error) for m in news if isinstance(m, Error)] == [(5, "not_allowed")]
        assert [m.ref for m in news if isinstance(m, Done)] == [6]


async def test_everybody_in_a_recording_is_told_its_state_and_nobody_else() -> None:
    async with Stage() as stage:
        here, too = await stage.enter(), await stage.enter()
        elsewhere = await stage.enter(world="hall")
        gone = await stage.enter()
        gone.vanish()
        stage.plaza.events.append(STATE)
        await stage.tick(2)
        for client in (here, too):
            (told,) = client.got(Replaying)
            assert (told.at_ms, told.length_ms, told.playing, told.speed) == (
                4000, 60_000, False, 2.0,
            )  # fmt: skip
            assert (told.began_unix_ms, told.server_ms) == (1_795_000_000_000, 77_000)
        assert elsewhere.got(Replaying) == []


async def test_who_does_not_read_is_not_piled_upon() -> None:
    async with Stage() as stage:
        slow, other = await stage.enter(), await stage.enter()
        slow.transport.reading = False
        slow.transport.kept.extend(b"\0")
        await stage.tick(3)
        for _ in range(100):
            stage.plaza.events.append(STATE)
            await stage.tick()
        assert len(other.got(Replaying)) == 100
        assert len(slow.transport.kept) < 2000
