import os

import pytest

from loadtest import cores


def test_the_crowd_keeps_off_the_servers_core() -> None:
    placed = cores.plan([0, 1], frozenset({0}), clients=5000, processes=None)
    assert placed.workers == (1,)
    assert (placed.witness, placed.conditioner) == (1, 1)
    assert placed.crowd == {1}


def test_with_cores_to_spare_the_witnesses_have_their_own() -> None:
    placed = cores.plan(list(range(8)), frozenset({0}), clients=5000, processes=None)
    assert placed.workers == (1, 2)
    assert placed.witness == 3
    assert placed.conditioner == 4


def test_a_small_crowd_needs_one_process() -> None:
    assert len(cores.plan(list(range(8)), frozenset({0}), 100, None).workers) == 1


def test_as_many_processes_as_one_wants() -> None:
    assert cores.plan([0, 1], frozenset({0}), 100, 3).workers == (1, 1, 1)


def test_where_the_server_may_be_anywhere_nobody_is_kept_to_a_core() -> None:
    placed = cores.plan([0, 1, 2, 3], None, 5000, None)
    assert placed.workers == (None, None)
    assert placed.witness is None and not placed.crowd


def test_a_machine_of_one_core_is_shared() -> None:
    assert cores.plan([0], frozenset({0}), 5000, None).workers == (None,)


@pytest.mark.skipif(len(cores.usable()) < 2, reason="needs two cores")
def test_a_process_is_kept_to_its_cores_for_a_while_only() -> None:
    before = os.sched_getaffinity(0)
    with cores.kept_to(frozenset({cores.usable()[-1]})):
        assert os.sched_getaffinity(0) == {cores.usable()[-1]}
    assert os.sched_getaffinity(0) == before
