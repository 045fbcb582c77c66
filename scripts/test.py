"""Runs every suite and says at the end how each went; fails if any failed.

A suite that finds no tests has failed: it proves nothing. A few tests that fail beside others are
run once more, alone: a machine that was busy for a moment must not decide. The summary names them.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from chromium import chromium
from postgresql import postgresql
from steps import PYTHON, ROOT, WEB, environment

ALONE = (
    "tests/scenarios/test_loadtest_ends.py",
    "tests/scenarios/test_loadtest_scenarios.py",
    "tests/unit/loadtest/compare",
    "tests/unit/loadtest/crowd",
    "tests/unit/loadtest/witness",
)
"""What measures, or keeps processes to cores: one after the other, with nothing beside it."""
CHANCE_MOST = 4
"""More failures than these are no chance, and not tried again."""
LAST_FAILED = ROOT / ".pytest_cache/v/cache/lastfailed"
WORKERS = max(2, min(os.cpu_count() or 2, 8))
MEMORY = Path("/dev/shm")
MEMORY_LEAST_BYTES = 4 << 30


def main() -> None:
    browser = chromium()
    os.environ["TEST_CHROMIUM"] = browser
    # A hundred servers are started; none of them need compile everything again.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    print(f"  browser of the tests: {browser}", flush=True)
    print(f"  PostgreSQL of the tests: {postgresql() or 'none, SQLite alone'}", flush=True)
    with memory():
        summary = list(suites())
    print("\nSummary")
    for name, passed, seconds, again in summary:
        print(f"  {name:8} {'passed' if passed else 'FAILED'} in {seconds:.0f} s")
        for test in again:
            print(f"           {'only the second time' if passed else 'twice'}: {test}")
    sys.exit(0 if all(passed for _, passed, _, _ in summary) else 1)


Outcome = tuple[str, bool, float, list[str]]
"""Name, whether it passed, seconds, and the tests that were run again."""


def suites() -> Iterator[Outcome]:
    others = [f"--ignore={path}" for path in ALONE]
    npm = shutil.which("npm", path=environment()["PATH"]) or "npm"
    yield tests("pytest", ["-m", "not browser", *others], beside(WORKERS))
    yield tests("alone", list(ALONE))
    passed, seconds = suite("vitest", [npm, "run", "--silent", "test"], WEB)
    yield "vitest", passed, seconds, []
    # One after the other: they draw without a graphics card, on all cores that there are.
    yield tests("browser", ["-m", "browser", "tests/e2e"])


def tests(name: str, which: list[str], how: Sequence[str] = ()) -> Outcome:
    pytest = [str(PYTHON), "-m", "pytest", "-q", *which]
    passed, seconds = suite(name, [*pytest, "--cache-clear", *how], ROOT)
    failed = [] if passed else last_failed()
    if not 0 < len(failed) <= CHANCE_MOST:
        return name, passed, seconds, []
    again = ["--last-failed", "--last-failed-no-failures", "none"]
    passed, more = suite(f"{name}: once more, alone", [*pytest, *again], ROOT)
    return name, passed, seconds + more, failed


def last_failed() -> list[str]:
    """Of the run before; none where it could not even collect."""
    return list(json.loads(LAST_FAILED.read_text())) if LAST_FAILED.exists() else []


def beside(workers: int) -> list[str]:
    """A file stays with one worker: its tests share a city."""
    return ["-n", str(workers), "--dist", "loadfile"]


def suite(name: str, command: list[str], cwd: Path) -> tuple[bool, float]:
    print(f"\n== {name}", flush=True)
    started = time.monotonic()
    done = subprocess.run(command, cwd=cwd, env=environment(), stdin=subprocess.DEVNULL)
    return done.returncode == 0, time.monotonic() - started


@contextmanager
def memory() -> Iterator[None]:
    """Where the system keeps files in memory, the tests' own lie there: no test cuts the power."""
    if "TMPDIR" in os.environ or not roomy(MEMORY):
        yield
        return
    with tempfile.TemporaryDirectory(prefix="city-tests-", dir=MEMORY) as folder:
        Path(folder).chmod(0o711)  # PostgreSQL, which is another user, goes through it
        os.environ["TMPDIR"] = folder
        yield


def roomy(folder: Path) -> bool:
    return folder.is_dir() and shutil.disk_usage(folder).free >= MEMORY_LEAST_BYTES


if __name__ == "__main__":
    main()
