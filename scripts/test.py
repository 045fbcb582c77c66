"""Runs every suite and says at the end how each went; fails if any failed.

A suite that finds no tests has failed: it proves nothing.
"""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

from chromium import chromium
from postgresql import postgresql
from steps import PYTHON, ROOT, WEB, environment


def main() -> None:
    browser = chromium()
    os.environ["TEST_CHROMIUM"] = browser
    print(f"  browser of the tests: {browser}", flush=True)
    print(f"  PostgreSQL of the tests: {postgresql() or 'none, SQLite alone'}", flush=True)
    npm = shutil.which("npm", path=environment()["PATH"]) or "npm"
    pytest = [str(PYTHON), "-m", "pytest", "-q"]
    summary = [
        suite("pytest", [*pytest, "-m", "not browser"], ROOT),
        suite("vitest", [npm, "run", "--silent", "test"], WEB),
        suite("browser", [*pytest, "-m", "browser", "tests/e2e"], ROOT),
    ]
    print("\nSummary")
    for name, passed, seconds in summary:
        print(f"  {name:8} {'passed' if passed else 'FAILED'} in {seconds:.0f} s")
    sys.exit(0 if all(passed for _, passed, _ in summary) else 1)


def suite(name: str, command: list[str], cwd: Path) -> tuple[str, bool, float]:
    print(f"\n== {name}", flush=True)
    started = time.monotonic()
    done = subprocess.run(command, cwd=cwd, env=environment(), stdin=subprocess.DEVNULL)
    return name, done.returncode == 0, time.monotonic() - started


if __name__ == "__main__":
    main()
