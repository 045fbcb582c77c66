"""BM25 in one pass gives what the library gives gram by gram."""

from __future__ import annotations

import bm25s
import numpy as np
import pytest

from metaserver.civic.knowledge.bm25 import Bm25

TEXTS = [["a", "b", "b"], ["a", "c"], ["d"]]


@pytest.mark.parametrize("asked", [["a"], ["a", "b", "b"], ["d", "x"], ["x"], []])
def test_it_agrees_with_the_library(asked: list[str]) -> None:
    library = bm25s.BM25(k1=1.2, b=0.5)
    library.index(TEXTS, show_progress=False)
    known = library.get_tokens_ids(asked)
    wanted = library.get_scores_from_ids(known) if known else np.zeros(3)
    assert Bm25(TEXTS, 0.5).summed([(1.0, asked)]) == pytest.approx(wanted)


def test_parts_count_by_their_weights() -> None:
    index = Bm25(TEXTS, 0.5)
    whole, half = index.summed([(1.0, ["a"])]), index.summed([(0.5, ["a"])])
    assert half == pytest.approx(whole / 2)
    assert index.summed([(0.5, ["a"]), (0.5, ["a"])]) == pytest.approx(whole)
