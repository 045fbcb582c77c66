"""What was acknowledged is there after ``kill -9``: whole, and once."""

import asyncio
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from contextlib import closing
from pathlib import Path
from random import Random

import pytest

from metaserver.storage import Database, SqlComplaintStore
from tests.unit.storage.cases import SUBMIT, contact, filing, once

Answer = tuple[str, str]
"""Number and key."""

KILLS = 4
AT_ONCE = 8

CHILD = """
import asyncio, sys
from itertools import count
from pathlib import Path
from metaserver.storage import Database, SqlComplaintStore
from tests.unit.storage.cases import SUBMIT, contact, filing, once, photo

async def citizen(store, life, n):
    for turn in count():
        key = f"{life}-{n}-{turn}-key"
        await store.add_photo(photo(key))
        whole = filing(contact=contact(), photos=[key], outbox=[SUBMIT, SUBMIT], once=once(key))
        kept, _ = await store.file(whole)
        print(kept.number, key, flush=True)

async def main(path, life, at_once):
    db = Database(Path(path))
    await db.open()
    store = SqlComplaintStore(db)
    await asyncio.gather(*(citizen(store, life, n) for n in range(int(at_once))))

asyncio.run(main(*sys.argv[1:]))
"""


def life_and_death(path: Path, life: int, after_s: float) -> list[Answer]:
    """A server takes complaints until it is killed: number and key of each that it answered."""
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD, str(path), str(life), str(AT_ONCE)],
        cwd=Path(__file__).parents[3],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert child.stdout is not None
    first = child.stdout.readline()
    time.sleep(after_s)
    child.send_signal(signal.SIGKILL)
    answered = [first, *child.stdout.read().splitlines(keepends=True)]
    child.stdout.close()
    assert child.wait() == -signal.SIGKILL
    # The last line may have been cut.
    whole = [line.split() for line in answered if line.endswith("\n")]
    return [(number, key) for number, key in whole]


@pytest.fixture(scope="module")
def killed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Answer]]:
    """The file after some deaths at random moments, and what was acknowledged until then."""
    random, path = Random(7), tmp_path_factory.mktemp("killed") / "city.sqlite"
    answered: list[Answer] = []
    for life in range(KILLS):
        answered += life_and_death(path, life, random.uniform(0.0, 0.4))
    return path, answered


def test_every_answered_complaint_is_there_whole_and_once(
    killed: tuple[Path, list[Answer]],
) -> None:
    path, answered = killed
    with closing(sqlite3.connect(path)) as after:

        def column(query: str) -> list[object]:
            return [row[0] for row in after.execute(query)]

        assert column("PRAGMA integrity_check") == ["ok"]
        assert column("PRAGMA foreign_key_check") == []
        numbers = dict(after.execute(
            "SELECT number, key FROM complaints JOIN once ON complaint = id"
        ))  # fmt: skip
        assert dict(answered).items() <= numbers.items()
        assert len(answered) == len(dict(answered)), "no number was given twice"
        filed = column("SELECT id FROM complaints")
        assert len(filed) - len(answered) <= KILLS * AT_ONCE, "only what was in flight is more"
        for table, each in (
            ("complaint_events", 1), ("complaint_contacts", 1), ("complaint_photos", 1),
            ("once", 1), ("outbox", 2),
        ):  # fmt: skip
            parts = column(f"SELECT complaint FROM {table} WHERE complaint IS NOT NULL")  # noqa: S608
            assert Counter(parts) == dict.fromkeys(filed, each), table


async def test_who_asks_again_after_the_death_gets_the_same_answer(
    killed: tuple[Path, list[Answer]],
) -> None:
    path, answered = killed
    db = Database(path)
    await db.open()
    store = SqlComplaintStore(db)
    for number, key in answered[-20:]:
        again = filing(contact=contact(), photos=[key], outbox=[SUBMIT, SUBMIT], once=once(key))
        answers = await asyncio.gather(store.file(again), store.file(again))
        assert [(kept.number, is_new) for kept, is_new in answers] == [(number, False)] * 2
    await db.close()
