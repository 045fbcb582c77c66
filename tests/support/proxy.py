"""The dropping proxy in a process of its own, for tests that are not asyncio."""

from __future__ import annotations

import subprocess
import sys

from tests.support.server import ROOT


class ProxyProcess:
    """``tests.integration.proxy`` in a process of its own: drops without FIN."""

    def __init__(self, target_port: int) -> None:
        command = [
            sys.executable,
            "-m",
            "tests.integration.proxy",
            "--target-port",
            str(target_port),
        ]
        self._process = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self.url = f"http://127.0.0.1:{self._line().split()[1]}"

    def _line(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()

    def tell(self, command: str) -> str:
        assert self._process.stdin is not None
        self._process.stdin.write(command + "\n")
        self._process.stdin.flush()
        answer = self._line()
        assert answer.startswith("ok"), answer
        return answer

    def close(self) -> None:
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(5)
        self._process.stdout.close()
