"""Chat, mute and block, visits, lists, reports, operators."""

from __future__ import annotations

import pytest

from metaserver import metrics
from metaserver.errors import Refused
from metaserver.gateway.settings import GatewaySettings
from metaserver.protocol import bus
from metaserver.protocol.codes import CHAT_RING, Close
from metaserver.protocol.messages import (
    Appear,
    Channel,
    Chat,
    ChatMissed,
    Counts,
    Done,
    Error,
    FetchChat,
    Go,
    Hidden,
    ListPeople,
    Message,
    Move,
    People,
    Reason,
    Relate,
    Relation,
    Report,
    Say,
    SetVisit,
    Visit,
    VisitAnswer,
    VisitAsked,
    VisitPerson,
    Welcome,
)
from tests.unit.gateway.stage import Client, Stage

NEARBY, WORLD, WHISPER = Channel.NEARBY, Channel.WORLD, Channel.WHISPER


async def answer(stage: Stage, client: Client, wish: Message) -> str:
    """'done' or the error's code."""
    client.read()
    client.send(wish)
    await stage.tick(3)
    ref = getattr(wish, "ref", None)
    found = [m for m in client.read() if isinstance(m, Done | Error) and m.ref == ref]
    assert len(found) == 1, "every wish is answered once"
    return found[0].error if isinstance(found[0], Error) else "done"


async def say(stage: Stage, client: Client, text: str, **fields: object) -> str:
    wish = Say.model_validate({"ref": 1, "channel": 0, "text": text, **fields})
    return await answer(stage, client, wish)


# ---- chat ---------------------------------------------------------------------------------------


async def test_nearby_is_for_those_near_and_the_world_for_all() -> None:
    async with Stage() as stage:
        kim, lee, far = [await stage.enter(name) for name in ("Kim", "Lee", "Far")]
        far.send(Move(x=120.0, y=20.0, heading=0, speed=0, time_ms=0))
        await stage.tick(2)
        assert await say(stage, kim, "who is near?") == "done"
        assert await say(stage, kim, "hello, all", channel=1) == "done"
        assert lee.said() == ["who is near?", "hello, all"]
        assert far.said() == ["hello, all"]


async def test_a_whisper_reaches_one_and_its_sender() -> None:
    async with Stage() as stage:
        kim, lee, mia = [await stage.enter(name) for name in ("Kim", "Lee", "Mia")]
        kim.send(Say(ref=1, channel=WHISPER, text="psst", to=lee.avatar))
        await stage.tick(2)
        assert (kim.said(), lee.said(), mia.said()) == (["psst"], ["psst"], [])
        assert await say(stage, kim, "me?", channel=2, to=kim.avatar) == "unknown_person"
        assert await say(stage, kim, "who?", channel=2, to=999) == "unknown_person"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty_text"), ("  \n\t ", "empty_text"), ("\u200b\u202e", "empty_text"),
        ("\u3164", "empty_text"), ("x" * 301, "text_too_long"),
    ],
)  # fmt: skip
async def test_texts_that_are_not_said(text: str, code: str) -> None:
    async with Stage() as stage:
        kim = await stage.enter("Kim")
        assert await say(stage, kim, text) == code
        assert stage.plaza.seen(bus.SAY) == []


async def test_a_text_is_trimmed_and_cleaned() -> None:
    async with Stage() as stage:
        kim = await stage.enter("Kim")
        kim.send(Say(ref=1, channel=NEARBY, text=" a\x00\x1b[31m\u202eb \n\n c\u1112\u1161\u11ab "))
        await stage.tick(2)
        assert kim.said() == ["a[31mb c한"]


async def test_more_than_eight_lines_in_ten_seconds_have_to_wait() -> None:
    async with Stage() as stage:
        kim = await stage.enter("Kim")
        for i in range(10):
            kim.send(Say(ref=i, channel=NEARBY, text=f"line {i}"))
        await stage.tick(2)
        news = kim.read()
        errors = [m for m in news if isinstance(m, Error)]
        assert [e.error for e in errors] == ["too_many_messages"] * 2
        assert 0 < errors[0].retry_s <= 1.3
        assert len([m for m in news if isinstance(m, Chat)]) == 8
        await stage.pass_by(1.4)
        assert await say(stage, kim, "now") == "done"


async def test_a_busy_world_says_when_to_try_again() -> None:
    async with Stage() as stage:
        kim = await stage.enter("Kim")
        stage.plaza.events.append([bus.DENIED, kim.avatar, 7, "world_busy"])
        await stage.tick(2)
        assert [(e.ref, e.error, e.retry_s) for e in kim.all(Error)] == [(7, "world_busy", 1.0)]


async def test_one_who_lags_learns_how_many_lines_are_gone() -> None:
    async with Stage() as stage:
        kim, lee = await stage.enter("Kim"), await stage.enter("Lee")
        kim.transport.reading = False
        for ref in (1, 2):
            lee.send(Say(ref=ref, channel=WORLD, text="still delivered"))
            await stage.tick(3)
        for i in range(CHAT_RING + 10):
            stage.plaza.events.append(
                [bus.SAID, 3 + i, 1, lee.avatar, lee.person, "Lee", f"line {i}", 0, 0, None, 0]
            )
        await stage.tick()
        assert len(kim.transport.kept) < 4096, "chat does not pile up"
        kim.transport.read_on()
        await stage.tick(3)
        chats = kim.got(Chat)
        missed = [m for m in kim.messages if isinstance(m, ChatMissed)]
        assert chats[-1].text == f"line {CHAT_RING + 9}"
        assert [m.n for m in missed] == [10]
        assert len(chats) == CHAT_RING + 2


async def test_fetching_chat_gives_what_was_meant_for_me_only() -> None:
    async with Stage() as stage:
        kim, lee, mia = [await stage.enter(name) for name in ("Kim", "Lee", "Mia")]
        kim.send(Say(ref=1, channel=WORLD, text="all"))
        kim.send(Say(ref=2, channel=WHISPER, text="Lee", to=lee.avatar))
        kim.send(Say(ref=3, channel=NEARBY, text="near"))
        await stage.tick(2)
        mia.read()
        mia.send(FetchChat(after=0))
        await stage.tick()
        assert mia.said() == ["all", "near"]
        late = await stage.enter("Late")
        late.send(FetchChat(after=0))
        await stage.tick()
        assert late.all(Chat) == [], "nothing before its time was meant for it"


async def test_fetching_again_and_again_does_not_pile_up_chat() -> None:
    async with Stage() as stage:
        kim, lee = await stage.enter("Kim"), await stage.enter("Lee")
        for i in range(CHAT_RING):
            stage.plaza.events.append(
                [bus.SAID, 1 + i, 1, lee.avatar, lee.person, "Lee", f"line {i}", 0, 0, None, 0]
            )
        await stage.tick(2)
        had = len(kim.all(Chat))
        for _ in range(20):
            kim.send(FetchChat(after=0))
        await stage.tick(2)
        assert len(kim.all(Chat)) - had <= 5 * CHAT_RING
        assert {e.error for e in kim.all(Error)} == {"too_many_messages"}
        await stage.pass_by(20)
        kim.transport.reading = False
        lee.send(Say(ref=1, channel=WORLD, text="the socket is full now"))
        await stage.tick(3)
        for _ in range(4):
            kim.send(FetchChat(after=0))
            await stage.tick()
        session = stage.gateway.book.by_person[kim.person]
        assert len(session.outbox) < CHAT_RING + 9, "due again when the socket has emptied, once"
        had = len(kim.all(Chat))
        kim.transport.read_on()
        await stage.tick(3)
        assert len(kim.all(Chat)) - had <= 3 * CHAT_RING


async def test_chat_is_kept_by_the_senders_gateway() -> None:
    async with Stage() as stage:
        kim, lee = await stage.enter("Kim", address="10.0.0.7"), await stage.enter("Lee")
        kim.send(Say(ref=1, channel=WORLD, text="for the record"))
        kim.send(Say(ref=2, channel=WHISPER, text="for Lee", to=lee.avatar))
        await stage.tick(2)
        first, second = stage.chat_store.lines
        assert (first.world, first.seq, first.name, first.text) == (
            "plaza", 1, "Kim", "for the record"
        )  # fmt: skip
        assert first.address_key == stage.tokens.address_key("10.0.0.7")
        assert (first.to_person, second.to_person) == (None, lee.person)


async def test_chat_goes_on_while_the_store_is_down_and_is_written_later() -> None:
    async with Stage() as stage:
        kim = await stage.enter("Kim")
        stage.chat_store.down = True
        assert await say(stage, kim, "still heard") == "done"
        assert stage.chat_store.lines == []
        stage.chat_store.down = False
        assert await stage.gateway._keeper.flush(2.0)
        assert [line.text for line in stage.chat_store.lines] == ["still heard"]


# ---- mute and block -----------------------------------------------------------------------------


async def relate(stage: Stage, client: Client, other: Client, relation: Relation) -> str:
    return await answer(stage, client, Relate(ref=77, avatar=other.avatar, relation=relation))


async def test_mute_works_both_ways_and_only_between_the_two() -> None:
    async with Stage() as stage:
        kim, lee, mia = [await stage.enter(name) for name in ("Kim", "Lee", "Mia")]
        assert await relate(stage, kim, lee, Relation.MUTE) == "done"
        await say(stage, lee, "from Lee", channel=1)
        await say(stage, kim, "from Kim", channel=1)
        assert mia.said() == ["from Lee", "from Kim"]
        assert [chat.text for chat in kim.all(Chat)] == ["from Kim"]
        assert [chat.text for chat in lee.all(Chat)] == ["from Lee"]
        assert not kim.all(Hidden) and not lee.all(Hidden)
        await relate(stage, kim, lee, Relation.UNMUTE)
        await say(stage, lee, "again", channel=1)
        assert kim.all(Chat)[-1].text == "again"


async def test_muted_lines_are_not_told_later_either() -> None:
    async with Stage() as stage:
        kim, lee = await stage.enter("Kim"), await stage.enter("Lee")
        await relate(stage, kim, lee, Relation.MUTE)
        await stage.pass_by(11)
        kim.vanish()
        await say(stage, lee, "unheard", channel=1)
        again = await stage.come_back(kim)
        again.send(FetchChat(after=0))
        await stage.tick()
        assert again.all(Chat) == []


async def test_a_block_hides_each_from_the_other() -> None:
    async with Stage() as stage:
        kim, lee, mia = [await stage.enter(name) for name in ("Kim", "Lee", "Mia")]
        assert await relate(stage, kim, lee, Relation.BLOCK) == "done"
        assert [h.avatars for h in kim.all(Hidden)] == [[lee.avatar]]
        assert [h.avatars for h in lee.all(Hidden)] == [[kim.avatar]]
        assert not mia.all(Hidden)
        people = await people_of(stage, kim)
        assert [row[1] for row in people.rows] == ["Mia"] and people.total == 1
        assert [row[1] for row in (await people_of(stage, lee)).rows] == ["Mia"]
        await relate(stage, kim, lee, Relation.UNBLOCK)
        assert kim.all(Hidden)[-1].avatars == [] == lee.all(Hidden)[-1].avatars


async def test_only_the_one_who_blocked_is_told_of_it() -> None:
    async with Stage() as stage:
        kim, lee = await stage.enter("Kim"), await stage.enter("Lee")
        await relate(stage, kim, lee, Relation.BLOCK)
        assert await say(stage, kim, "hey", channel=2, to=lee.avatar) == "blocked"
        assert await say(stage, lee, "hey", channel=2, to=kim.avatar) == "done"
        assert lee.all(Chat)[-1].text == "hey", "its own line comes back as always"
        assert kim.all(Chat) == []
        assert stage.chat_store.lines[-1].to_person is None, "nor after a restart"


async def test_a_block_holds_in_every_world_and_after_coming_back() -> None:
    async with Stage() as stage:
        kim, lee = await stage.enter("Kim"), await stage.enter("Lee")
        await relate(stage, kim, lee, Relation.BLOCK)
        await stage.pass_by(11)
        for client in (kim, lee):
            assert await answer(stage, client, Go(ref=5, world="hall", place="")) == "done"
        assert kim.all(Hidden)[-1].avatars == [lee.avatar]
        assert lee.all(Hidden)[-1].avatars == [kim.avatar]
        lee.vanish()
        again = await stage.come_back(lee)
        assert again.all(Hidden)[-1].avatars == [again.all(Hidden)[-1].avatars[0]] == [kim.avatar]


async def test_a_block_ends_with_the_session_that_made_it() -> None:
    async with Stage() as stage:
        kim, lee = await stage.enter("Kim"), await stage.enter("Lee")
        await relate(stage, kim, lee, Relation.BLOCK)
        kim.vanish()
        await stage.tick(2)
        assert lee.all(Hidden)[-1].avatars == []


async def test_the_list_is_full_at_200() -> None:
    async with Stage() as stage:
        kim = await stage.enter("Kim")
        relations = stage.gateway._relations
        for i in range(200):
            relations.mute(kim.person, f"{i:016x}")
        lee = await stage.enter("Lee")
        assert await relate(stage, kim, lee, Relation.MUTE) == "list_full"
        assert await relate(stage, kim, lee, Relation.BLOCK) == "done"


async def test_blocking_again_and_again_does_not_flood_the_other() -> None:
    async with Stage() as stage:
        kim, lee = await stage.enter("Kim"), await stage.enter("Lee")
        lee.read()
        for i in range(60):
            relation = Relation.UNBLOCK if i % 2 else Relation.BLOCK
            kim.send(Relate(ref=i, avatar=lee.avatar, relation=relation))
            await stage.pass_by(0.1)
        await stage.tick(2)
        errors = {e.error for e in kim.all(Error)}
        assert errors == {"too_many_messages"}
        assert len(lee.all(Hidden)) <= 24
        await stage.pass_by(10)
        assert await relate(stage, kim, lee, Relation.BLOCK) == "done"


async def test_oneself_and_nobody_cannot_be_blocked() -> None:
    async with Stage() as stage:
        kim = await stage.enter("Kim")
        assert await relate(stage, kim, kim, Relation.BLOCK) == "unknown_person"
        wish = Relate(ref=9, avatar=500, relation=Relation.MUTE)
        assert await answer(stage, kim, wish) == "unknown_person"


# ---- visits -------------------------------------------------------------------------------------


async def test_one_who_allows_visits_is_visited() -> None:
    async with Stage() as stage:
        kim, lee = await stage.enter("Kim"), await stage.enter("Lee", visit=Visit.ALLOW)
        assert await answer(stage, kim, VisitPerson(ref=1, avatar=lee.avatar)) == "done"
        assert stage.plaza.seen(bus.VISIT) == [["visit", kim.avatar, 1, lee.avatar]]
        lee.send(SetVisit(visit=Visit.NEVER))
        assert await answer(stage, kim, VisitPerson(ref=2, avatar=lee.avatar)) == "not_allowed"


async def test_one_who_is_asked_says_yes_or_no() -> None:
    async with Stage() as stage:
        kim, lee = await stage.enter("Kim"), await stage.enter("Lee")
        for ref, yes in ((1, True), (2, False)):
            kim.send(VisitPerson(ref=ref, avatar=lee.avatar))
            await stage.tick()
            asked = lee.got(VisitAsked)
            assert [(a.avatar, a.name) for a in asked] == [(kim.avatar, "Kim")]
            wish = VisitAnswer(ref=9, avatar=kim.avatar, yes=yes)
            assert await answer(stage, lee, wish) == "done"
            assert await answer(stage, lee, wish) == "not_asked"
        answers = [m for m in kim.read() if isinstance(m, Done | Error)]
        assert [(a.ref, getattr(a, "error", "done")) for a in answers] == [
            (1, "done"), (2, "not_allowed")
        ]  # fmt: skip


async def test_after_a_no_one_does_not_ask_again_at_once() -> None:
    async with Stage() as stage:
        kim, lee = await stage.enter("Kim"), await stage.enter("Lee")
        kim.send(VisitPerson(ref=1, avatar=lee.avatar))
        await stage.tick()
        no = VisitAnswer(ref=9, avatar=kim.avatar, yes=False)
        assert await answer(stage, lee, no) == "done"
        assert await answer(stage, kim, VisitPerson(ref=2, avatar=lee.avatar)) == (
            "too_many_messages"
        )
        assert await answer(stage, lee, no) == "not_asked"
        assert len(lee.all(VisitAsked)) == 1
        await stage.pass_by(31)
        kim.send(VisitPerson(ref=3, avatar=lee.avatar))
        await stage.tick()
        assert len(lee.all(VisitAsked)) == 2


async def test_no_answer_within_30_s_is_a_no() -> None:
    async with Stage() as stage:
        kim, lee = await stage.enter("Kim"), await stage.enter("Lee")
        kim.send(VisitPerson(ref=1, avatar=lee.avatar))
        await stage.pass_by(29)
        assert kim.got(Error) == []
        await stage.pass_by(2)
        await stage.tick()
        assert [e.error for e in kim.got(Error)] == ["not_allowed"]
        late = VisitAnswer(ref=9, avatar=kim.avatar, yes=True)
        assert await answer(stage, lee, late) == "not_asked"


async def test_blocks_are_respected_and_mutes_are_not_told() -> None:
    async with Stage() as stage:
        kim, lee = await stage.enter("Kim"), await stage.enter("Lee", visit=Visit.ALLOW)
        await relate(stage, lee, kim, Relation.BLOCK)
        assert await answer(stage, kim, VisitPerson(ref=1, avatar=lee.avatar)) == "unknown_person"
        assert await answer(stage, lee, VisitPerson(ref=1, avatar=kim.avatar)) == "unknown_person"
        await relate(stage, lee, kim, Relation.UNBLOCK)
        await relate(stage, lee, kim, Relation.MUTE)
        lee.send(SetVisit(visit=Visit.ASK))
        kim.send(VisitPerson(ref=2, avatar=lee.avatar))
        await stage.tick()
        assert lee.got(VisitAsked) == []


async def test_an_asker_is_told_when_the_asked_one_leaves() -> None:
    async with Stage() as stage:
        kim, lee = await stage.enter("Kim"), await stage.enter("Lee")
        kim.send(VisitPerson(ref=1, avatar=lee.avatar))
        await stage.tick()
        kim.send(VisitPerson(ref=2, avatar=lee.avatar))
        lee.vanish()
        await stage.tick()
        assert [(e.ref, e.error) for e in kim.got(Error)] == [
            (2, "too_many_messages"), (1, "unknown_person")
        ]  # fmt: skip


# ---- lists and counts ---------------------------------------------------------------------------


async def people_of(stage: Stage, client: Client, first: int = 0) -> People:
    client.read()
    client.send(ListPeople(ref=4, first=first))
    await stage.tick()
    return client.got(People)[0]


async def test_people_are_listed_nearest_first_in_pages() -> None:
    async with Stage(joins_per_s=10_000) as stage:
        kim = await stage.enter("Kim")
        for i in range(130):
            other = await stage.enter(f"P{i}")
            other.send(Move(x=20.0 + i, y=20.0, heading=0, speed=0, time_ms=0))
        await stage.tick(2)
        first, second = await people_of(stage, kim), await people_of(stage, kim, 100)
        assert (first.total, len(first.rows), len(second.rows)) == (130, 100, 30)
        distances = [row[3] for row in first.rows + second.rows]
        assert distances == sorted(distances) and distances[-1] == 129
        assert first.rows[1][1] == "P1" and second.first == 100
        assert (await people_of(stage, kim, 60_000)).rows == []


async def test_people_on_another_level_have_no_distance_and_come_last() -> None:
    async with Stage() as stage:
        kim, up, near = [await stage.enter(name) for name in ("Kim", "Up", "Near")]
        stage.plaza.people[up.avatar].level = "upper"
        stage.plaza.moved[up.avatar] = 200
        await stage.tick(2)
        rows = (await people_of(stage, kim)).rows
        assert [(row[0], row[3]) for row in rows] == [(near.avatar, 0), (up.avatar, -1)]


async def test_counts_are_told_when_they_changed_and_to_who_enters() -> None:
    async with Stage() as stage:
        kim = await stage.enter("Kim")
        stage.plaza.events.append([bus.PLACES, 12, {"gate": 5}])
        await stage.wait(6)
        counts = kim.got(Counts)
        assert [(c.worlds, c.places) for c in counts] == [({"plaza": 12, "hall": 0}, {"gate": 5})]
        assert stage.gateway.counts() == {"plaza": 12, "hall": 0}
        await stage.wait(11)
        assert kim.got(Counts) == []
        late = await stage.enter("Late")
        assert late.all(Counts)[-1].worlds["plaza"] == 12


def _counted(error: str) -> float:
    value = metrics.REGISTRY.get_sample_value("metaserver_gateway_errors_total", {"error": error})
    return value or 0.0


async def test_a_name_that_is_refused_at_the_door_is_counted() -> None:
    async with Stage() as stage:
        counted = _counted("bad_name")
        await stage.enter("a\x00b")
        assert _counted("bad_name") == counted + 1


async def test_another_name_and_look() -> None:
    async with Stage() as stage:
        kim = await stage.enter("Kim")
        wish = Appear(ref=1, name=" Kim  Minji ", look=[9, 9, 9, 9, 9, 99, 99])
        assert await answer(stage, kim, wish) == "done"
        assert stage.plaza.seen(bus.APPEAR)[0][2:] == [
            "Kim Minji", bytes((0x37, 0x77, 7, 0xFF, 0))
        ]  # fmt: skip
        bad = Appear(ref=2, name="moderator", look=[0] * 7)
        counted = _counted("bad_name")
        assert await answer(stage, kim, bad) == "bad_name"
        assert _counted("bad_name") == counted + 1
        nameless = Appear(ref=3, name="", look=[0] * 7)
        assert await answer(stage, kim, nameless) == "done"
        assert stage.plaza.people[kim.avatar].name.startswith("Guest ")


# ---- reports and operators ----------------------------------------------------------------------


async def test_a_report_carries_the_chat_as_the_reporter_received_it() -> None:
    async with Stage() as stage:
        kim, lee, mia = [await stage.enter(name) for name in ("Kim", "Lee", "Mia")]
        await relate(stage, kim, mia, Relation.MUTE)
        await say(stage, mia, "not heard by Kim", channel=1)
        await say(stage, lee, "something bad", channel=1)
        wish = Report(ref=8, avatar=lee.avatar, reason=Reason.HATE, words=" he \x07said ")
        assert await answer(stage, kim, wish) == "done"
        case = stage.moderation_store.cases[0]
        assert (case.reporter, case.reported, case.reported_name) == (
            kim.person, lee.person, "Lee"
        )  # fmt: skip
        assert (case.reason, case.words, case.world) == ("hate", "he said", "plaza")
        assert [line["text"] for line in case.evidence] == ["something bad"]
        assert case.reported_address_key == stage.tokens.address_key("127.0.0.1")


async def test_only_the_newest_30_lines_of_ten_minutes_go_along() -> None:
    async with Stage() as stage:
        kim, lee = await stage.enter("Kim"), await stage.enter("Lee")
        await say(stage, lee, "long ago")
        for _ in range(17):
            await stage.pass_by(40)
            for client in (kim, lee):
                client.send(SetVisit(visit=Visit.ASK))
        for i in range(35):
            await say(stage, lee, f"line {i}")
            await stage.pass_by(1.3)
            if i == 20:
                kim.send(SetVisit(visit=Visit.ASK))
        wish = Report(ref=8, avatar=lee.avatar, reason=Reason.SPAM)
        assert await answer(stage, kim, wish) == "done"
        evidence = stage.moderation_store.cases[0].evidence
        assert [line["text"] for line in evidence] == [f"line {i}" for i in range(5, 35)]


async def test_one_who_has_left_can_still_be_reported_for_what_was_said() -> None:
    async with Stage() as stage:
        kim, lee = await stage.enter("Kim"), await stage.enter("Lee")
        await say(stage, lee, "and away")
        lee.vanish()
        await stage.tick(2)
        wish = Report(ref=8, avatar=lee.avatar, reason=Reason.SPAM)
        assert await answer(stage, kim, wish) == "done"
        assert stage.moderation_store.cases[0].reported == lee.person
        nobody = Report(ref=9, avatar=4000, reason=Reason.SPAM)
        assert await answer(stage, kim, nobody) == "unknown_person"


async def test_a_report_that_cannot_be_kept_is_not_called_done() -> None:
    async with Stage() as stage:
        kim, lee = await stage.enter("Kim"), await stage.enter("Lee")
        stage.moderation_store.down = True
        wish = Report(ref=8, avatar=lee.avatar, reason=Reason.SPAM)
        assert await answer(stage, kim, wish) == "store_down"


async def test_an_operator_removes_somebody_by_name_or_id() -> None:
    async with Stage() as stage:
        kim, lee = await stage.enter("Kim"), await stage.enter("Lee")
        assert {p["name"] for p in stage.gateway.people()} == {"Kim", "Lee"}
        assert stage.gateway.remove("Kim", "enough now") == 1
        assert (kim.closed_with, kim.close_reason) == (Close.REMOVED, "enough now")
        assert stage.gateway.remove(lee.person) == 1
        assert stage.gateway.remove("Nobody") == 0
        await stage.tick()
        assert stage.plaza.people == {}
        again = await stage.come_back(kim)
        assert again.all(Welcome)[0].person != kim.person


async def test_a_ban_ends_all_sessions_of_the_address_and_keeps_it_out() -> None:
    async with Stage() as stage:
        kim = await stage.enter("Kim", address="10.1.1.1")
        also = await stage.enter("Also", address="10.1.1.1")
        lee = await stage.enter("Lee", address="10.2.2.2")
        number = await stage.gateway.ban(kim.person, hours=2, reason="spam")
        assert number == 1
        assert {kim.closed_with, also.closed_with} == {Close.BANNED}
        assert lee.closed_with is None
        refused = stage.socket("10.1.1.1")
        assert refused.status == 101 and refused.closed_with == Close.BANNED
        await stage.pass_by(7201)
        assert stage.socket("10.1.1.1").closed_with is None


async def test_bans_are_read_at_start_and_lifted_by_refreshing() -> None:
    stage = Stage(GatewaySettings(drain_s=0))
    key = stage.tokens.address_key("10.3.3.3")
    await stage.gateway.ban(key, hours=1)
    stage.gateway = stage.new_gateway()
    async with stage:
        assert stage.socket("10.3.3.3").closed_with == Close.BANNED
        await stage.moderation_store.lift_ban(1)
        await stage.gateway.refresh_bans()
        assert stage.socket("10.3.3.3").closed_with is None
        with pytest.raises(Refused):
            await stage.gateway.ban("nobody", hours=1)


async def test_bans_go_on_while_the_store_is_down() -> None:
    async with Stage() as stage:
        await stage.gateway.ban(stage.tokens.address_key("10.3.3.3"), hours=1)
        stage.moderation_store.down = True
        await stage.gateway.refresh_bans()
        assert stage.socket("10.3.3.3").closed_with == Close.BANNED
