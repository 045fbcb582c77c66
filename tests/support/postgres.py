"""A PostgreSQL of the tests' own, thrown away afterwards; nothing of the machine's is touched.

It is used where its programs are there: in Debian's place, on PATH, or in the folder that
``TEST_POSTGRES`` names. Where they are not, its tests are skipped; ``TEST_POSTGRES=required``
makes that an error, so that nobody believes in tests that did not run.
"""

import asyncio
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import asyncpg
import pytest

REQUIRED = "required"
READY_WITHIN_S = 20.0
QUICK = ("fsync=off", "full_page_writes=off", "synchronous_commit=off", "autovacuum=off")
"""It need not survive anything but the test."""


class Cluster:
    """Answers on a socket in its folder only; a context manager that leaves nothing behind."""

    def __init__(self, programs: Path) -> None:
        self._programs = programs
        # A short path: that of a socket may have hardly more than 100 letters.
        self._folder = Path(tempfile.mkdtemp(prefix="pg-"))
        # It refuses to run as root.
        self._user = "postgres" if os.geteuid() == 0 else None
        self._process: subprocess.Popen[bytes] | None = None
        self._names = (f"city{n}" for n in count(1))

    def __enter__(self) -> "Cluster":
        try:
            self._start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        if self._process is not None:
            self._process.send_signal(2)  # asks it to end without waiting for its clients
            self._process.wait(READY_WITHIN_S)
        shutil.rmtree(self._folder)

    def url(self, name: str = "postgres") -> str:
        return f"postgresql://city@/{name}?host={self._folder}"

    async def new_database(self, like: str = "") -> str:
        """The address of an empty one, or of a copy of another to which nobody is connected."""
        name = next(self._names)
        await self._order(f"CREATE DATABASE {name} TEMPLATE {_name(like) or 'template1'}")
        return self.url(name)

    async def drop(self, url: str) -> None:
        await self._order(f"DROP DATABASE {_name(url)} WITH (FORCE)")

    async def _order(self, statement: str) -> None:
        connection = await asyncpg.connect(self.url())
        try:
            await connection.execute(statement)
        finally:
            await connection.close()

    def _start(self) -> None:
        if self._user is not None:
            shutil.chown(self._folder, self._user)
        data = self._folder / "data"
        options = ["--auth=trust", "--username=city", "--encoding=UTF8", "--locale=C", "--no-sync"]
        subprocess.run(
            [self._programs / "initdb", *options, data],
            check=True, cwd="/", user=self._user, stdout=subprocess.DEVNULL,
        )  # fmt: skip
        settings = [f"-c{each}" for each in (*QUICK, "listen_addresses=", "max_connections=50")]
        log = (self._folder / "log").open("wb")
        self._process = subprocess.Popen(
            [self._programs / "postgres", "-D", data, "-k", self._folder, *settings],
            cwd="/", user=self._user, stdout=log, stderr=log,
        )  # fmt: skip
        log.close()
        self._wait()

    def _wait(self) -> None:
        until_s = time.monotonic() + READY_WITHIN_S
        while True:
            try:
                return asyncio.run(self._order("SELECT 1"))
            except (OSError, asyncpg.PostgresError):
                if time.monotonic() > until_s:
                    raise RuntimeError((self._folder / "log").read_text()) from None
                time.sleep(0.05)


def _name(url: str) -> str:
    return url.partition("@/")[2].partition("?")[0]


def programs(named: str) -> Path | None:
    """The folder with ``initdb`` and ``postgres``, or None."""
    if named not in ("", REQUIRED):
        return Path(named)
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    on_path = shutil.which("initdb")
    folders = [*debian, *([Path(on_path).resolve().parent] if on_path else [])]
    return next((each for each in folders if (each / "postgres").exists()), None)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Cluster]:
    """Import it in a ``conftest.py`` where it is wanted."""
    named = os.environ.get("TEST_POSTGRES", "")
    found = programs(named)
    if found is None:
        (pytest.fail if named else pytest.skip)("PostgreSQL's programs are not there")
    with Cluster(found) as cluster:
        yield cluster
