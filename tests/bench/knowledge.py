"""Whether the desk finds the entry that answers a question, and says "I do not know" otherwise.

The threshold is chosen on the sets ``fit`` and ``more``; the set ``held`` was written from the
topics alone and is only measured. An entry counts as found if the answer is given at all: a
question refused wrongly is a miss.
``python -m tests.bench.knowledge --set fit [--misses] [--thresholds]``: one set; misses and what
other thresholds would do are told of ``fit`` and ``more`` only, so that nobody tunes by the other.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final, Literal

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from metaserver.civic.knowledge.base import KnowledgeBase
from metaserver.civic.knowledge.models import Answer
from metaserver.civic.models import Language
from metaserver.civic.texts import LANGUAGES
from metaserver.civic.yamlfile import load_yaml
from tests.bench._city import Row, quantile

NAME = "What the desk knows: questions with and without an answer in the starter entries"
FOLDER = Path(__file__).with_suffix("")
Set = Literal["fit", "more", "held"]
SETS: Final[tuple[Set, ...]] = ("fit", "more", "held")
OPEN: Final[tuple[Set, ...]] = ("fit", "more")
"""Which may be looked at."""
AIMS: Final = {"first": ">= 85 %", "among three": ">= 90 %", "refused": ">= 90 %"}
"""Of the set that was held back."""
_FOLDS: Final = 5
PERCENTS: Final = range(10, 61)
_REPEATS: Final = 3
"""So often each question is timed; the quickest counts, the machine being busy otherwise."""


class Question(BaseModel):
    model_config = ConfigDict(extra="forbid")

    q: str
    lang: Language
    topic: Annotated[str, Field(min_length=1)] | None
    """None: nothing in the entries answers it."""


class Questions(BaseModel):
    model_config = ConfigDict(extra="forbid")

    questions: list[Question]


@dataclass(frozen=True, slots=True)
class Asked:
    question: Question
    answer: Answer
    took_ms: float

    @property
    def place(self) -> int:
        """Of the right entry in the answer, 1 to 3; 0 where it is missing or was not given."""
        topics = [hit.entry for hit in self.answer.hits] if self.answer.known else []
        return topics.index(self.question.topic) + 1 if self.question.topic in topics else 0


def ask_all(*sets: Set) -> list[Asked]:
    base = KnowledgeBase.load()
    files = [load_yaml(FOLDER / f"questions-{each}.yaml", Questions) for each in sets]
    return [_ask(base, each) for file in files for each in file.questions]


def _ask(base: KnowledgeBase, question: Question) -> Asked:
    took_ms = []
    for _ in range(_REPEATS):
        began_s = time.perf_counter()
        answer = base.ask(question.q, question.lang)
        took_ms.append((time.perf_counter() - began_s) * 1000)
    return Asked(question, answer, min(took_ms))


def rows(sets: Iterable[Set] = SETS) -> list[Row]:
    found, took_ms = list[Row](), list[float]()
    for each in sets:
        asked = ask_all(each)
        took_ms += [one.took_ms for one in asked]
        for language in LANGUAGES:
            own = [one for one in asked if one.question.lang == language]
            found += _told(each, language, own) if own else []
    found.append((
        "a question, median / p99",
        f"{quantile(took_ms, 0.5):.1f} / {quantile(took_ms, 0.99):.1f} ms",
        "< 5 ms",
    ))  # fmt: skip
    return found


def _told(of: Set, language: Language, asked: list[Asked]) -> list[Row]:
    answerable = [each for each in asked if each.question.topic is not None]
    others = [each for each in asked if each.question.topic is None]
    figures = (
        ("first", [each.place == 1 for each in answerable]),
        ("among three", [each.place > 0 for each in answerable]),
        ("refused wrongly", [not each.answer.known for each in answerable]),
        ("refused", [not each.answer.known for each in others]),
    )
    aims = AIMS if of == "held" else {}
    return [
        (f"{of}, {language}, {_of(what)}", _share(hits), aims.get(what, ""))
        for what, hits in figures
    ]


def _of(what: str) -> str:
    kind = "unanswerable" if what == "refused" else "answerable"
    return f"{kind}: {what if 'refused' in what else f'right entry {what}'}"


def _share(hits: list[bool]) -> str:
    return f"{100 * sum(hits) / len(hits):.1f} % ({sum(hits)} of {len(hits)})" if hits else "none"


def misses() -> Iterable[str]:
    """Of the sets that may be looked at."""
    for each in ask_all(*OPEN):
        wanted = each.question.topic
        if (each.answer.known or wanted) and each.place != 1:
            hits = " ".join(hit.entry for hit in each.answer.hits)
            state = "known" if each.answer.known else "unknown"
            yield f"{wanted or 'none'}: {state}: {hits}: {each.question.q}"


def thresholds() -> Iterable[str]:
    """Of the sets that may be looked at, each language apart: what each threshold would do, and
    what the best one of four fifths of the questions does on the rest, five times."""
    everything = ask_all(*OPEN)
    for language in LANGUAGES:
        asked = [each for each in everything if each.question.lang == language]
        for percent in PERCENTS:
            yield f"{language} from {percent / 100:.2f}: {_kept(asked, percent / 100)}"
        for n in range(_FOLDS):
            rest = [each for at, each in enumerate(asked) if at % _FOLDS != n]
            best = max(PERCENTS, key=lambda percent: sum(_good(rest, percent / 100))) / 100
            yield f"{language} fold {n + 1}: from {best:.2f}: {_kept(asked[n::_FOLDS], best)}"


def _kept(asked: list[Asked], threshold: float) -> str:
    answered, refused = _good(asked, threshold)
    return f"answered {answered:.0%} of the answerable, refused {refused:.0%} of the others"


def _good(asked: list[Asked], threshold: float) -> tuple[float, float]:
    """Share of the answerable that get an answer, and of the others that get none."""
    answered = [a.answer.confidence >= threshold for a in asked if a.question.topic]
    refused = [a.answer.confidence < threshold for a in asked if not a.question.topic]
    return float(np.mean(answered)), float(np.mean(refused))


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.knowledge", description=__doc__)
    parser.add_argument("--set", choices=SETS, action="append", help="all without it")
    parser.add_argument("--misses", action="store_true", help="each miss of fit and more")
    parser.add_argument("--thresholds", action="store_true", help="others, on fit and more")
    options = parser.parse_args()
    for row in rows(options.set or SETS):
        print(" | ".join(row))
    if options.misses:
        print(*misses(), sep="\n")
    if options.thresholds:
        print(*thresholds(), sep="\n")


if __name__ == "__main__":
    main()
