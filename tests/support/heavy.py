"""Heavy work for the tests of workers: functions that a worker can find by name."""

from __future__ import annotations

import os
import time

from metaserver.errors import Invalid, Limited


def double(number: int) -> int:
    return number * 2


def who() -> int:
    return os.getpid()


def settings() -> list[str]:
    return [name for name in os.environ if name.startswith("METASERVER")]


def priority() -> int:
    return os.nice(0)


def sleep(seconds: float) -> str:
    time.sleep(seconds)
    return "rested"


def die() -> None:
    os._exit(3)


def fill_memory(megabytes: int) -> int:
    return len(bytearray(megabytes << 20))


def refuse(code: str) -> None:
    raise Invalid({"photos": code})


def wait_first(wait_s: float) -> None:
    raise Limited("login_wait", wait_s)


def fail(words: str) -> None:
    raise ValueError(words)


def broken_file() -> None:
    raise OSError("image file is truncated")


def unpicklable() -> object:
    return lambda: None


def large(megabytes: int, data: bytes) -> bytes:
    return data * megabytes
