"""Processes of the comparison: kept to a core, spoken to in lines, gone when we are."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from loadtest.compare.child import Child
from loadtest.errors import LoadError, ServerDied

ROOT = Path(__file__).parents[4]
ECHO = """
import os, sys
print("a word before", flush=True)
print("ready", 4711, os.getpid(), flush=True)
for line in sys.stdin:
    print('{"said": "%s", "cores": %d}' % (line.strip(), len(os.sched_getaffinity(0))), flush=True)
"""


def child(source: str) -> Child:
    core = min(os.sched_getaffinity(0))
    return Child("The echo", [sys.executable, "-c", source], cpu=core)


def test_it_is_spoken_to_in_lines_and_keeps_to_its_core() -> None:
    mine = os.sched_getaffinity(0)
    with child(ECHO) as echo:
        assert echo.ready().split()[0] == "4711"
        echo.say("begin")
        assert echo.told() == {"said": "begin", "cores": 1}
        assert 0 <= echo.cpu_s() < 5
    assert os.sched_getaffinity(0) == mine


def test_one_that_ends_is_told_with_its_last_words() -> None:
    with child("import sys; sys.exit('no such thing')") as gone:
        with pytest.raises(ServerDied, match="The echo ended with code 1: no such thing"):
            gone.ready()
        with pytest.raises(ServerDied, match="ended with code 1"):
            gone.say("begin")
            gone.told()


def test_silence_is_not_waited_for_forever() -> None:
    with child("import sys; sys.stdin.read()") as silent:
        with pytest.raises(LoadError, match="The echo said nothing for 0 s"):
            silent.ready(within_s=0.2)


def test_it_does_not_outlive_a_parent_that_is_killed() -> None:
    parent = f"""
import sys, time
from loadtest.compare.child import Child
echo = Child("The echo", [sys.executable, "-c", {ECHO!r}], cpu={min(os.sched_getaffinity(0))})
print(echo.ready().split()[1], flush=True)
time.sleep(60)
"""
    process = subprocess.Popen([sys.executable, "-c", parent], stdout=subprocess.PIPE, cwd=ROOT)
    assert process.stdout is not None
    pid = int(process.stdout.readline())
    process.kill()
    process.wait()
    process.stdout.close()
    until = time.monotonic() + 5
    while Path(f"/proc/{pid}").exists() and _state(pid) != "Z":
        assert time.monotonic() < until, "it is still there"
        time.sleep(0.02)


def _state(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return "Z"
