"""Runs every suite and says at the end how each went; fails if any failed.

A suite that finds no tests has failed: it proves nothing.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
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
    for name, passed, seconds in summary:
        print(f"  {name:8} {'passed' if passed else 'FAILED'} in {seconds:.0f} s")
    sys.exit(0 if all(passed for _, passed, _ in summary) else 1)


def suites() -> Iterator[tuple[str, bool, float]]:
    pytest = [str(PYTHON), "-m", "pytest", "-q"]
    others = [f"--ignore={path}" for path in ALONE]
    npm = shutil.which("npm", path=environment()["PATH"]) or "npm"
    yield suite("pytest", [*pytest, *beside(WORKERS), "-m", "not browser", *others], ROOT)
    yield suite("alone", [*pytest, *ALONE], ROOT)
    yield suite("vitest", [npm, "run", "--silent", "test"], WEB)
    # One after the other: they draw without a graphics card, on all cores that there are.
    yield suite("browser", [*pytest, "-m", "browser", "tests/e2e"], ROOT)


def beside(workers: int) -> list[str]:
    """A file stays with one worker: its tests share a city."""
    return ["-n", str(workers), "--dist", "loadfile"]


def suite(name: str, command: list[str], cwd: Path) -> tuple[str, bool, float]:
    print(f"\n== {name}", flush=True)
    started = time.monotonic()
    done = subprocess.run(command, cwd=cwd, env=environment(), stdin=subprocess.DEVNULL)
    return name, done.returncode == 0, time.monotonic() - started


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
