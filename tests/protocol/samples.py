"""Valid fragments, frames and messages of every kind; golden files and fuzzers begin with them."""

from collections.abc import Iterator

import numpy as np

from metaserver.protocol import bus, messages
from metaserver.protocol.declaration import HASH
from metaserver.protocol.frames import Kind, frame_header, pack_fragment, pack_view
from metaserver.protocol.messages import CLIENT_MESSAGES, SERVER_MESSAGES, Message
from metaserver.protocol.quantise import state_byte
from metaserver.protocol.records import (
    ELSEWHERE,
    Delta,
    Enters,
    Leaves,
    Moves,
    pack_delta,
    pack_enters,
    pack_moves,
    pack_names,
)

# The exact person, token and ticket do not matter to the codec; they look like real ones.
PERSON = "00c0ffee00c0ffee"
TOKEN = "Zm9vYmFyYmF6cXV4MDEyMzQ1"
TICKET = "eyJ3b3JsZCI6InNlb3VsLXBsYXphIn0.c2lnbmF0dXJl"

MESSAGES: tuple[Message, ...] = (
    messages.Hello(
        version=1, hash=HASH, locale="ko", tier=messages.Tier.SAVING, name="서울이",
        look=[1, 2, 3, 4, 5, 14, 15], resume=TOKEN, ticket=TICKET, account="", world="city-hall",
        place="lobby", last_event=7, last_chat=4_000_000_000, visit=messages.Visit.NEVER,
    ),
    messages.Move(x=-12.25, y=3999.5, heading=255, speed=31, time_ms=0xFFFFFFFF),
    messages.Act(state=5),
    messages.Say(ref=1, channel=messages.Channel.WHISPER, text="안녕하세요 👋", to=65535),
    messages.Go(ref=2, world="", place="city-hall-door"),
    messages.VisitPerson(ref=3, avatar=258),
    messages.VisitAnswer(ref=4, avatar=258, yes=True),
    messages.Appear(ref=5, name="", look=[0, 7, 7, 7, 7, 0, 15]),
    messages.SetTier(tier=messages.Tier.MINIMAL),
    messages.Relate(ref=6, avatar=258, relation=messages.Relation.BLOCK),
    messages.Report(ref=7, avatar=258, reason=messages.Reason.SPAM, words="같은 광고를 계속"),
    messages.FetchChat(after=99),
    messages.Ping(time_ms=123456),
    messages.ListPeople(ref=8, first=50),
    messages.SetVisit(visit=messages.Visit.ALLOW),
    messages.Bye(),
    messages.Replay(ref=9, do=messages.Do.SEEK, value=83_500.5),
    messages.TakeTour(ref=10, tour="around-the-square"),
    messages.Welcome(
        person=PERSON, name="손님 17", resume=TOKEN, arrival=messages.Arrival.RESUMED,
        server_ms=4_294_967_295, language="ko",
    ),
    messages.Entered(
        world="seoul-plaza", world_hash="0123456789abcdef", epoch=3, avatar=513, level="ground",
        x=-1.5, y=20.25, heading=64, chat_seq=1000, recorded=True,
    ),
    messages.Correct(level="ground", x=0.125, y=-0.125, heading=128, reason="wall"),
    messages.Chat(
        seq=1001, channel=messages.Channel.NEARBY, avatar=513, person=PERSON, name="서울이",
        text="어디서 만날까요?", time_ms=1_795_000_000_123, flags=1,
    ),
    messages.ChatMissed(n=12),
    messages.Pong(time_ms=123456, server_ms=654321),
    messages.Done(event=1, ref=2),
    messages.Error(event=2, ref=3, error="too_many_messages", retry_s=2.5),
    messages.Queue(position=41, wait_s=1.75),
    messages.Counts(worlds={"seoul-plaza": 120, "city-hall": 0}, places={"fountain": 7}),
    messages.People(
        ref=8, total=2, first=0,
        rows=[(513, "서울이", 0, 0, -1.5, 20.25, 0), (258, "guest 9", 1, -1, 3.5, 4.5, 2)],
    ),
    messages.Hidden(event=3, avatars=[258, 4000]),
    messages.VisitAsked(event=4, avatar=258, name="guest 9"),
    messages.Drain(reconnect_ms=1500, ticket=TICKET),
    messages.Ticket(ticket=TICKET),
    messages.Notice(event=5, kind="tier_down", words=""),
    messages.Replaying(
        at_ms=83_500, length_ms=600_000, began_unix_ms=1_795_000_000_123, playing=True, speed=0.5,
        server_ms=4_294_967_295,
    ),
    messages.Touring(ref=10, tour="around-the-square", avatar=4000, stop=-1),
)  # fmt: skip
FROM_CLIENT = tuple(m for m in MESSAGES if type(m) in CLIENT_MESSAGES)
FROM_SERVER = tuple(m for m in MESSAGES if type(m) in SERVER_MESSAGES)


def moves(n: int, seed: int = 1) -> Moves:
    """``n`` records with all bits in use; ids are distinct."""
    random = np.random.default_rng(seed)
    ids = random.permutation(65535)[:n].astype(np.uint16)
    return Moves(
        ids,
        random.integers(0, 4096, n),
        random.integers(0, 4096, n),
        random.integers(0, 256, n).astype(np.uint8),
        state_byte(
            random.integers(0, 8, n).astype(np.uint8), random.integers(0, 32, n).astype(np.uint8)
        ),
    )


def enters(n: int, seed: int = 2) -> Enters:
    looks = np.random.default_rng(seed + 100).integers(0, 256, (n, 5)).astype(np.uint8)
    return Enters(moves(n, seed), looks)


def leaves(n: int, seed: int = 3) -> Leaves:
    random = np.random.default_rng(seed)
    cells = random.integers(0, 500, n).astype(np.uint16)
    cells[::2] = ELSEWHERE
    return Leaves(random.permutation(65535)[:n].astype(np.uint16), cells)


def delta(n_leaves: int, n_enters: int, n_moves: int) -> Delta:
    return Delta(leaves(n_leaves), enters(n_enters), moves(n_moves, 4))


NAMES = [
    (513, bytes((0x12, 0x34, 0x05, 0xEF, 0x01)), "서울이"),
    (258, bytes((0x00, 0x00, 0x00, 0x00, 0x00)), ""),
    (65534, bytes((0xFF, 0xFF, 0xFF, 0xFF, 0xFF)), "guest 9 🙂"),
]

TICK = 1000
SOMEBODY = Moves(
    np.array([513], np.uint16),
    np.array([1024]),
    np.array([2049]),
    np.array([64], np.uint8),
    np.array([8], np.uint8),
)
"""The avatar of the worked example in ``docs/protocol.md``."""
Row = tuple[int, Kind, int, bytes]
"""Cell, kind, tick and bytes of a fragment."""


def frame(rows: list[Row], tick: int = TICK, time_ms: int = 4_294_967_200) -> bytes:
    fragments = b"".join(pack_fragment(*row) for row in rows)
    return frame_header(3, tick, time_ms, 100, len(rows)) + fragments


def frames() -> Iterator[tuple[str, bytes]]:
    """Name and bytes of each golden frame."""
    view = (9, Kind.VIEW, TICK, pack_view([9, 10], [40], [65534]))
    key = (10, Kind.KEYFRAME, TICK - 7, pack_enters(enters(4)))
    steps = (10, Kind.MOVES, TICK - 3, pack_moves(moves(2)))
    change = (10, Kind.DELTA, TICK, pack_delta(delta(3, 2, 5)))
    names = (10, Kind.NAMES, TICK, pack_names(NAMES))
    somebody = Enters(SOMEBODY, np.frombuffer(NAMES[0][1], np.uint8).reshape(1, 5))
    example = [
        (9, Kind.VIEW, TICK, pack_view([9], [10], [])),
        (9, Kind.KEYFRAME, TICK - 2, pack_enters(somebody)),
        (9, Kind.NAMES, TICK - 2, pack_names(NAMES[:1])),
        (9, Kind.DELTA, TICK, pack_delta(Delta(leaves(1), enters(0), SOMEBODY))),
    ]
    yield "example", frame(example, time_ms=123456)
    yield "empty", frame([])
    yield "view", frame([view])
    yield "keyframe", frame([key])
    yield "keyframe_of_nobody", frame([(9, Kind.KEYFRAME, TICK, b"")])
    yield "moves", frame([steps])
    yield "one_move", frame([(10, Kind.MOVES, TICK, pack_moves(moves(1)))])
    yield "delta", frame([change])
    yield "delta_of_leaves", frame([(10, Kind.DELTA, TICK, pack_delta(delta(2, 0, 0)))])
    yield "names", frame([names])
    yield "every_kind", frame([view, key, steps, change, names])
    yield "ticks_wrap", frame([(1, Kind.KEYFRAME, 120, b""), (1, Kind.KEYFRAME, 2, b"")], tick=130)
    cells = [(c, Kind.MOVES, TICK, pack_moves(moves(c % 3 + 1, c))) for c in range(300)]
    yield "many_cells", frame(cells)
    yield (
        "crowd",
        frame(
            [
                (5, Kind.KEYFRAME, TICK, pack_enters(enters(400))),
                (6, Kind.DELTA, TICK, pack_delta(delta(255, 255, 9400))),
            ]
        ),
    )


def inbox() -> bytes:
    rows = [(1, 2.5, -3.5, 64, 8, 123), (65534, 0.0, 0.0, 0, 0, 0xFFFFFFFF)]
    controls = [[bus.ACT, 1, 3], [bus.LEAVE, 65534]]
    return bus.pack_inbox(bus.Inbox("g1", bus.MoveColumns.of(rows), controls))


def tick_out() -> bytes:
    step = bus.CellOut(1, pack_fragment(10, Kind.MOVES, TICK, pack_moves(moves(2))))
    key = bus.KeyOut(
        pack_fragment(10, Kind.KEYFRAME, TICK, pack_enters(enters(2))),
        pack_fragment(10, Kind.NAMES, TICK, pack_names(NAMES)),
    )
    ids = np.array([1, 65534], "<u2").tobytes()
    events = [[bus.GRANTED, 1, 2], [bus.GONE, 65534, PERSON]]
    return bus.pack_tick(
        bus.TickOut(
            3, TICK, 5, 100, {10: step}, {10: step}, {}, {10: key}, ids, ids, events
        )
    )  # fmt: skip
