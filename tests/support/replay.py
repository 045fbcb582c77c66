"""A recording on show, in a process of its own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.support.server import ROOT, CityProcess


class ReplayProcess(CityProcess):
    """``metaserver replay`` as a user starts it."""

    def __init__(self, recording: Path) -> None:
        super().__init__(recording.parent / "replay")
        self._recording = recording

    def start(self) -> ReplayProcess:
        command = [sys.executable, "-m", "metaserver.cli", "replay", str(self._recording)]
        with self._log.open("a") as log:
            self._process = subprocess.Popen(
                [*command, "--host", "127.0.0.1", "--port", "0"],
                cwd=ROOT, stdout=subprocess.PIPE, stderr=log, text=True,
            )  # fmt: skip
        self.port = int(self._ready_line().rsplit(":", 1)[1])
        return self
