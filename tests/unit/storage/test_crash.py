"""What was acknowledged is there after ``kill -9``."""

import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

CHILD = """
import asyncio, sys
from pathlib import Path
from metaserver.storage import Database, SqlModerationStore
from tests.unit.storage.lines import report

async def main():
    db = Database(Path(sys.argv[1]))
    await db.open()
    store = SqlModerationStore(db)
    while True:
        print(await store.add_report(report()), flush=True)

asyncio.run(main())
"""


def test_an_acknowledged_report_survives_kill_9(tmp_path: Path) -> None:
    path = tmp_path / "city.sqlite"
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD, str(path)],
        cwd=Path(__file__).parents[3],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert child.stdout is not None
    acknowledged = [int(child.stdout.readline()) for _ in range(20)]
    child.send_signal(signal.SIGKILL)
    acknowledged += [int(number) for number in child.stdout.read().split()]
    child.stdout.close()
    assert child.wait() == -signal.SIGKILL
    after = sqlite3.connect(path)
    kept = [row[0] for row in after.execute("SELECT id FROM reports ORDER BY id")]
    assert after.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    after.close()
    assert kept[: len(acknowledged)] == acknowledged
