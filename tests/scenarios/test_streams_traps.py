"""The traps of cell streams, one by one. Cells are 8 m; a row of them is ``0, 1, 2 ...``."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from metaserver.protocol import bus
from metaserver.protocol.frames import Kind
from metaserver.protocol.records import MAX_LISTED, unpack_delta
from metaserver.simulation.slots import REST_TICKS
from metaserver.worldfiles.models import Place, Portal, Rect, Target
from metaserver.zones.arrivals import Spot
from metaserver.zones.ground import Ground
from tests.scenarios.streams_kit import Composer, Rings, Stage, Viewer, level_grid, world

WALK, RUN = 8, 20
EAST = 192
FAR_TICKS = 9


def street(columns: int = 8) -> Ground:
    return world(level_grid("street", columns=columns, rows=1))


class Street:
    """A row of cells with one viewer, whose rings the test sets."""

    def __init__(self, columns: int = 8) -> None:
        self.stage = Stage(street(columns))
        self.composer = Composer()
        self.viewer = Viewer(self.stage, self.composer)
        self.rings: Rings = (list(range(columns)), [], [])

    def tick(self, n: int = 1) -> None:
        for _ in range(n):
            self.composer.take(self.stage.tick())
            self.viewer.see(self.rings)
            self.viewer.check()

    def unseen(self, n: int = 1) -> None:
        """Ticks whose frames do not get to the viewer."""
        for _ in range(n):
            self.composer.take(self.stage.tick())
            self.viewer.stall()

    def join(self, person: str, x: float) -> int:
        avatar = self.stage.join(person, (x, 4.0))
        assert self.stage.out is not None
        self.composer.take(self.stage.out)
        self.viewer.see(self.rings)
        self.viewer.check()
        return avatar

    def put(self, avatar: int, x: float) -> None:
        """It is there from the next tick on."""
        self.stage.zone.state.put(avatar, Spot(0, x, 4.0, 0))

    def until_just_told(self, ring: int, cell: int) -> None:
        while True:
            self.tick()
            if self.stage.last_emission(ring, cell) == self.stage.now:
                return

    def seen(self) -> dict[int, int]:
        """Cell of each avatar in view."""
        return {id_: avatar.cell for id_, avatar in self.viewer.view.avatars.items()}


@pytest.fixture
def here() -> Iterator[Street]:
    yield Street()


def test_a_cell_promoted_from_far_to_near_comes_with_its_log(here: Street) -> None:
    here.rings = ([0], [], list(range(1, 8)))
    walker = here.join("a", 42.0)
    here.until_just_told(2, 5)
    here.stage.course(walker, EAST, WALK)
    here.tick(2)
    assert here.viewer.view.avatars[walker].speed_q == 0, "far has not told of it yet"
    here.rings = (list(range(8)), [], [])
    here.tick()
    assert here.viewer.view.avatars[walker].speed_q == WALK
    assert here.viewer.view.avatars[walker].name == "a"


def test_a_cell_demoted_to_far_loses_nothing(here: Street) -> None:
    """With periods that are not multiples, what lies between two streams' last ticks was lost."""
    walker = here.join("a", 20.0)
    here.rings = ([0], list(range(1, 8)), [])
    for _ in range(12):
        here.tick()
        here.stage.course(walker, int(here.stage.now), WALK)
        here.rings = ([0], list(range(1, 8)), []) if here.rings[2] else ([0], [], [*range(1, 8)])
    here.stage.course(walker, 0, 0)
    here.tick(FAR_TICKS + 1)
    assert here.viewer.view.avatars[walker].speed_q == 0


def test_one_that_crosses_cells_between_two_emissions_is_rebound(here: Street) -> None:
    here.rings = ([0], [], list(range(1, 8)))
    walker = here.join("a", 20.0)
    here.until_just_told(2, 2)
    here.put(walker, 60.0)
    here.tick(FAR_TICKS)
    assert here.seen() == {walker: 7}


def test_a_leave_names_the_cell_it_is_in_at_emission_not_the_neighbour(here: Street) -> None:
    here.rings = ([0], [], list(range(1, 8)))
    walker = here.join("a", 20.0)
    here.until_just_told(2, 2)
    for x in (28.0, 36.0, 44.0):
        here.put(walker, x)
        here.composer.take(here.stage.tick())
        here.viewer.see(here.rings)
    assert here.stage.out is not None
    while 2 not in here.stage.out.far:
        here.tick()
    assert here.seen() == {walker: 5}, "through 3 and 4 into 5"


def test_one_crosses_three_cells_of_different_detail_between_two_emissions(here: Street) -> None:
    """From far through middle into near within a tick or two, and back the same way."""
    here.rings = ([0, 1, 2], [3, 4], [5, 6, 7])
    walker = here.join("a", 42.0)
    here.tick(FAR_TICKS)
    for x in (36.0, 20.0, 36.0, 52.0, 12.0, 60.0):
        here.put(walker, x)
        here.tick()
    here.tick(FAR_TICKS)
    assert here.seen() == {walker: 7}


def test_an_id_that_is_used_again_is_somebody_else(here: Street) -> None:
    first = here.join("first", 20.0)
    here.stage.control(bus.LEAVE, first)
    here.tick()
    assert here.seen() == {}
    others = [here.join(f"meanwhile {i}", 30.0) for i in range(3)]
    assert first not in others, "a used id rests"
    here.tick(REST_TICKS)
    second = here.join("second", 44.0)
    assert second == first
    here.tick()
    assert here.viewer.view.avatars[second].name == "second"
    assert here.seen()[second] == 5


def test_an_id_rests_until_every_stream_has_told_of_its_leaving() -> None:
    assert REST_TICKS > 2 * FAR_TICKS


def test_a_stalled_viewer_meets_the_new_owner_of_an_id(here: Street) -> None:
    first = here.join("first", 20.0)
    here.tick(3)
    here.stage.control(bus.LEAVE, first)
    here.unseen(REST_TICKS + 2)
    here.stage.control(bus.JOIN, 1, "b", "second", bytes(5), 20.0, 4.0, "street", 0, None, 0)
    here.unseen()
    here.tick()
    assert here.viewer.view.avatars[first].name == "second"


def test_a_viewer_at_the_edge_sees_those_who_step_out_go(here: Street) -> None:
    here.rings = ([0, 1], [], [])
    walker = here.join("a", 12.0)
    assert here.seen() == {walker: 1}
    here.stage.course(walker, EAST, RUN)
    here.tick(10)
    assert here.stage.cell(walker) == 2
    assert here.seen() == {}, "its cell is out of view"
    here.stage.course(walker, 64, RUN)
    here.tick(10)
    assert here.stage.cell(walker) == 1
    assert here.seen() == {walker: 1}


def test_an_avatar_at_the_very_edge_of_the_world_stays_in_its_last_cell(here: Street) -> None:
    walker = here.join("a", 63.0)
    here.stage.course(walker, EAST, RUN)
    here.tick(10)
    x, _ = here.stage.position(walker)
    assert 63.5 < x < 64.0
    assert here.seen() == {walker: 7}


def test_a_stalled_socket_catches_up(here: Street) -> None:
    stays, goes, moves = (here.join(p, x) for p, x in (("s", 20.0), ("g", 20.0), ("m", 20.0)))
    here.tick(3)
    here.stage.control(bus.LEAVE, goes)
    here.stage.course(moves, EAST, RUN)
    here.unseen(25)
    comes = here.stage.join("c", (4.0, 4.0))
    assert here.stage.out is not None
    here.composer.take(here.stage.out)
    here.tick()
    assert set(here.seen()) == {stays, moves, comes}
    here.viewer.check_everybody()


def test_a_joiner_in_mid_stream_is_whole_with_its_first_frame(here: Street) -> None:
    people = [here.join(str(i), 4.0 + 6 * i) for i in range(8)]
    for avatar in people[::2]:
        here.stage.course(avatar, EAST, WALK)
    here.tick(13)
    for _ in range(FAR_TICKS):
        late = Viewer(here.stage, here.composer)
        late.see(here.rings)
        late.check()
        late.check_everybody()
        assert sorted(a.name for a in late.view.avatars.values()) == sorted(map(str, range(8)))
        here.tick()


def test_a_keyframe_is_exact(here: Street) -> None:
    walker = here.join("a", 20.0)
    here.stage.course(walker, EAST, WALK, at=(20.04, 4.03))
    here.tick(2)
    while here.stage.last_emission(2, 2) != here.stage.now:
        here.tick()
    late = Viewer(here.stage, here.composer)
    late.see(here.rings)
    x, y = late.view.avatars[walker].at(here.stage.clock.server_ms())
    assert (x, y) == pytest.approx(here.stage.position(walker), abs=8 / 8192 * 1.001)


def test_a_log_older_than_what_one_knows_brings_nobody_back() -> None:
    """The catch-up logs of several cells come one after the other: an old leave must not bind to
    a cell that has itself told of more since."""
    here = Street()
    here.rings = ([6], [], [1])
    walker = here.join("a", 12.0)
    here.until_just_told(2, 1)
    here.put(walker, 4.0)
    here.tick()
    here.put(walker, 60.0)
    here.tick()
    here.rings = ([0, 1], [], [])
    here.tick()
    assert here.seen() == {}
    here.tick(FAR_TICKS)
    assert here.seen() == {}


def test_a_world_is_left_with_frames_in_flight() -> None:
    first, second = Street(), Street()
    second.stage.zone.epoch = 8
    second.viewer = Viewer(second.stage, second.composer)
    stays = first.join("stays", 20.0)
    in_flight = [first.viewer.frame(first.rings) for _ in range(2)]
    arrives = second.join("arrives", 12.0)
    view = second.viewer.view
    for frame in in_flight:
        view.apply(frame)
    assert view.dropped_frames == 2
    assert set(view.avatars) == {arrives}
    assert view.avatars[arrives].name == "arrives"
    assert {avatar.cell for avatar in view.avatars.values()} == {1}
    assert stays == arrives, "the same number in both worlds: only the epoch tells them apart"


def test_two_floors_do_not_see_each_other() -> None:
    lower, upper = (level_grid(id_, columns=2, rows=1, first_cell=2 * i)
                    for i, id_ in enumerate(("lower", "upper")))  # fmt: skip
    top = Place(id="top", level="upper", at=(8.0, 4.0), radius_m=2)
    stairs = Portal(
        id="stairs", level="lower", shape=Rect(rect=(12.0, 0.0, 16.0, 8.0)),
        to=Target(world="yard", place="top"),
    )  # fmt: skip
    stage, composer = Stage(world(lower, upper, places=[top], portals=[stairs])), Composer()
    below, above = Viewer(stage, composer), Viewer(stage, composer)

    def tick() -> None:
        composer.take(stage.tick())
        below.see(([0, 1], [], []))
        above.see(([2, 3], [], []))
        below.check()
        above.check()

    walker = stage.join("a", (9.0, 4.0), level="lower")
    assert stage.out is not None
    composer.take(stage.out)
    tick()
    assert (set(below.view.avatars), set(above.view.avatars)) == ({walker}, set())
    stage.course(walker, EAST, RUN)
    while not stage.events(bus.CORRECTED):
        tick()
    assert stage.events(bus.CORRECTED)[0][-1] == "stairs"
    assert (set(below.view.avatars), set(above.view.avatars)) == (set(), {walker})


def test_the_viewer_cell_changes_at_once_with_the_floor_and_a_metre_late_on_it() -> None:
    lower, upper = (level_grid(id_, columns=2, rows=1, first_cell=2 * i)
                    for i, id_ in enumerate(("lower", "upper")))  # fmt: skip
    top = Place(id="top", level="upper", at=(4.0, 4.0), radius_m=1)
    stage = Stage(world(lower, upper, places=[top]))
    walker = stage.join("a", (7.0, 4.0), level="lower")
    assert _viewer_cells(stage) == {walker: 0}
    stage.course(walker, EAST, WALK)
    stage.tick()
    while not _viewer_cells(stage):
        stage.tick()
    assert _viewer_cells(stage) == {walker: 1}
    assert stage.position(walker)[0] == pytest.approx(9.1, abs=0.1)
    stage.control(bus.GO, walker, 1, "top")
    stage.tick()
    assert _viewer_cells(stage) == {walker: 2}
    stage.tick()
    assert _viewer_cells(stage) == {}, "only changes are told"


def _viewer_cells(stage: Stage) -> dict[int, int]:
    assert stage.out is not None
    ids = np.frombuffer(stage.out.avatars, "<u2").tolist()
    cells = np.frombuffer(stage.out.viewer_cells, "<u2").tolist()
    return dict(zip(ids, cells, strict=True))


def test_one_who_is_hidden_is_seen_leaving_and_coming_back(here: Street) -> None:
    avatar = here.join("a", 20.0)
    here.stage.control(bus.AWAY, avatar)
    here.tick()
    assert here.viewer.view.avatars[avatar].state == 7
    here.stage.control(bus.HIDE, avatar)
    here.tick()
    assert here.seen() == {}
    here.stage.control(bus.BACK, avatar)
    here.tick()
    assert here.viewer.view.avatars[avatar].state == 0
    assert here.stage.position(avatar) == (20.0, 4.0)


def test_more_than_a_fragment_can_list_come_and_go_in_one_tick(here: Street) -> None:
    for i in range(600):
        here.stage.control(bus.JOIN, i, f"p{i}", f"p{i}", bytes(5), 20.0, 4.0, "street", 0, None, 0)
    here.tick()
    assert len(here.seen()) == 600
    for avatar in list(here.seen()):
        here.put(avatar, 60.0)
    kinds = _fragments_of(here, 2)
    assert [kind for kind, _ in kinds] == [Kind.DELTA] * 3
    assert [n for _, n in kinds] == [MAX_LISTED, MAX_LISTED, 600 - 2 * MAX_LISTED]
    assert set(here.seen().values()) == {7}
    here.viewer.check_everybody()


def _fragments_of(here: Street, cell: int) -> list[tuple[Kind, int]]:
    """Kind and number of leaves of each fragment of a cell, in the next tick's frame."""
    here.composer.take(here.stage.tick())
    frame = here.viewer.see(here.rings)
    mine = [f for f in frame.fragments if f.cell == cell]
    return [(f.kind, len(unpack_delta(f.data).leaves)) for f in mine if f.kind == Kind.DELTA]


def test_a_changed_look_is_told_by_every_stream(here: Street) -> None:
    here.rings = ([0], [1, 2, 3], [4, 5, 6, 7])
    people = [here.join(str(cell), cell * 8 + 4.0) for cell in (0, 2, 5)]
    here.tick(FAR_TICKS)
    hanbok = bytes((18, 1, 3, 7, 0))
    for avatar in people:
        here.stage.control(bus.APPEAR, avatar, "새 이름", hanbok)
    here.tick(FAR_TICKS)
    assert [here.viewer.view.avatars[a].look for a in people] == [hanbok] * 3
    assert here.viewer.view.avatars[people[0]].name == "새 이름"


def test_empty_cells_are_silent() -> None:
    stage = Stage(street())
    stage.ticks(5)
    seen: list[int] = []
    stage.ticks(
        30, lambda out: seen.append(len(out.near) + len(out.middle) + len(out.far) + len(out.keys))
    )
    assert seen == [0] * 30


def test_a_cell_that_becomes_empty_says_so_in_one_more_keyframe() -> None:
    stage = Stage(street())
    avatar = stage.join("a", (20.0, 4.0))
    stage.ticks(20)
    stage.control(bus.LEAVE, avatar)
    keys: list[bytes] = []
    stage.ticks(30, lambda out: keys.extend(k.names for c, k in out.keys.items() if c == 2))
    assert keys.count(b"") in (1, 2), "the middle stream may tell once more after the first"
    assert keys[-1] == b""
