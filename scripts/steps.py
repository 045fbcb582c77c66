"""What the set-up scripts share: where things are, and steps that run only when needed.

Standard library only: these scripts run before anything is installed.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
WEB = ROOT / "clients" / "web"


def say(text: str) -> None:
    print(f"  {text}", flush=True)


def environment() -> dict[str, str]:
    """The environment of every command: .venv/bin first, where Node.js may have been put."""
    return os.environ | {"PATH": f"{VENV / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"}


def run(*command: str | Path, cwd: Path = ROOT) -> None:
    """Runs a command, or ends the script with a sentence that names it."""
    done = subprocess.run(command, cwd=cwd, env=environment(), stdin=subprocess.DEVNULL)
    if done.returncode:
        shown = " ".join(str(part) for part in command)
        sys.exit(f"This failed with exit code {done.returncode}: {shown}")


def files_under(*paths: Path) -> list[Path]:
    """The files among `paths` and, for folders, all files below them, in a stable order."""
    found: set[Path] = set()
    for path in paths:
        found.update(p for p in ([path] if path.is_file() else path.rglob("*")) if p.is_file())
    return sorted(found)


def digest(inputs: Iterable[Path], *more: str) -> str:
    """One hash over the names and contents of `inputs` and the words `more`."""
    total = hashlib.sha256("\0".join(more).encode())
    for path in inputs:
        content = hashlib.sha256(path.read_bytes()).hexdigest()
        total.update(f"{path.relative_to(ROOT)} {content}\n".encode())
    return total.hexdigest()


def once(stamp: Path, key: str, what: str, action: Callable[[], None]) -> bool:
    """Runs `action` unless `stamp` says that it was already done for this `key`.

    The stamp is written only after success, so a broken-off step is done again.
    """
    if stamp.is_file() and stamp.read_text() == key:
        return False
    say(f"{what} ...")
    started = time.monotonic()
    stamp.unlink(missing_ok=True)
    action()
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(key)
    say(f"{what}: done in {time.monotonic() - started:.0f} s")
    return True


def apt_install(*packages: str) -> bool:
    """Installs them where this may be done, and says whether it was tried; failures are told."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    say(f"installing {' and '.join(packages)} ...")
    quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    apt = ["apt-get", "-qq", "-o", "DPkg::Lock::Timeout=600"]
    for command in (["update"], ["install", "-y", "--no-install-recommends", *packages]):
        done = subprocess.run(
            [*apt, *command],
            env=quiet,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        if done.returncode:
            say(f"apt-get {command[0]} failed: {done.stdout[-500:]}")
    return True
