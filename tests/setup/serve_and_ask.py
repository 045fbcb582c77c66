"""Starts `make run`, waits until the city answers on /healthz, and ends it with SIGTERM.

Standard library only: it runs where nothing has been set up yet.
"""

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

CITY = "http://localhost:8080"
PATIENCE_S = 600
DRAIN_S = 15


def main() -> None:
    started = time.monotonic()
    city = subprocess.Popen(["make", "run"], start_new_session=True)
    try:
        for path in ("/healthz", "/"):
            status, body = ask(path, city, until=started + PATIENCE_S)
            print(f"{path}: {status}, {len(body)} bytes, {body[:60]!r}", flush=True)
        print(f"answered {time.monotonic() - started:.1f} s after `make run`", flush=True)
    finally:
        server = end(city)
        print(f"{server} drained; make run ended with {city.wait(DRAIN_S)}", flush=True)
    sys.exit(city.returncode)


def end(city: "subprocess.Popen[bytes]") -> str:
    """Tells the server to drain (not make, whose exit code is then the server's)."""
    children = Path(f"/proc/{city.pid}/task/{city.pid}/children").read_text().split()
    for pid in children:
        os.kill(int(pid), signal.SIGTERM)
    return f"server {' '.join(children)}"


def ask(path: str, city: "subprocess.Popen[bytes]", *, until: float) -> tuple[int, bytes]:
    while time.monotonic() < until and city.poll() is None:
        try:
            with urllib.request.urlopen(CITY + path, timeout=5) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as error:
            sys.exit(f"{path} answered {error.code}")
        except OSError:
            time.sleep(0.2)
    sys.exit(f"{path} did not answer; make run: {city.poll()}")


if __name__ == "__main__":
    main()
