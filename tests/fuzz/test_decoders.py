"""Every decoder accepts, or raises a documented error: some seconds of it, the seed is fixed."""

import pytest

from tests.fuzz.mutate import Mutator
from tests.fuzz.run import fuzz
from tests.fuzz.targets import Target, targets

SECONDS = 10.0


def test_no_bytes_make_a_decoder_fail_otherwise_than_it_may() -> None:
    scores = fuzz(targets(), seconds=SECONDS, seed=20261122)
    for score in scores:
        finds = [f"{data.hex()}: {error!r}" for data, error in score.finds or []]
        assert not finds, f"{score.target.name}: " + "\n".join(finds)
        assert score.runs > (1 if score.target.slow else 50), score.target.name


@pytest.mark.parametrize("target", targets(), ids=lambda t: t.name)
def test_the_samples_that_fuzzing_begins_with_are_valid(target: Target) -> None:
    accepted = 0
    for sample in target.samples:
        try:
            target.decode(sample)
            accepted += 1
        except target.allowed:
            pass
    assert accepted > 0


def test_the_fuzzer_finds_a_decoder_that_fails() -> None:
    def brittle(data: bytes) -> None:
        if data[:1] == b"\xc0":
            raise ZeroDivisionError

    target = Target("brittle", brittle, [b"\x00abc"], (ValueError,))
    [score] = fuzz([target], seconds=1.0, seed=1)
    assert score.failed


def test_a_seed_makes_the_same_inputs_again() -> None:
    one, other = (Mutator(7) for _ in range(2))
    samples = [b"\x93\x01\x02\x03", b"abcdef"]
    assert [one.make(samples) for _ in range(50)] == [other.make(samples) for _ in range(50)]
