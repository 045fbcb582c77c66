"""A run that is ended while its server starts leaves nothing behind."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.support.server import ROOT


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_a_server_that_was_starting_is_ended(how: signal.Signals, tmp_path: Path) -> None:
    out = tmp_path / "out.json"
    command = [sys.executable, "-m", "loadtest", "run", "--scenario", "plaza", "--serve"]
    with subprocess.Popen(
        [*command, "--json", str(out)], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        text=True, preexec_fn=_hear_interrupts,  # noqa: PLW1509 - there are no threads here
    ) as crowd:  # fmt: skip
        assert crowd.stdout is not None and crowd.stdout.readline() == "starting a server\n"
        server = _child(crowd.pid)
        crowd.send_signal(how)
        assert crowd.wait(15) == 130
    assert json.loads(out.read_text())["ended"] == "Interrupted."
    with pytest.raises(ProcessLookupError):
        os.kill(server, 0)


def _hear_interrupts() -> None:
    """Whoever is started in the background, as tests may be, begins with this one ignored."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def _child(pid: int) -> int:
    until = time.monotonic() + 10
    while time.monotonic() < until:
        if found := Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
            return int(found[0])
        time.sleep(0.01)
    raise AssertionError("it starts nothing")
