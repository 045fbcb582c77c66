"""Where a running server spends its time, as text."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

TOP = 25
MAIN = ": MainThread"
HOW_TO_GET_IT = (
    "No profile: py-spy is not installed. Install it (`pip install py-spy`) and run again."
)


def profile(pid: int, seconds: float = 5.0) -> str:
    """The ``TOP`` functions of the main thread by own time, a line each, after ``seconds``.

    Never raises: without py-spy, or if it may not look, a sentence says what to do.
    """
    tool = _tool()
    if tool is None:
        return HOW_TO_GET_IT
    command = [tool, "record", "--pid", str(pid), "--duration", str(max(1, round(seconds)))]
    command += ["--function", "--threads", "--format", "raw"]
    with tempfile.TemporaryDirectory() as folder:
        raw = Path(folder) / "stacks"
        try:
            done = subprocess.run(
                [*command, "--output", str(raw)],
                capture_output=True, text=True, timeout=seconds + 30,
            )  # fmt: skip
        except (OSError, subprocess.TimeoutExpired) as error:
            return f"No profile: py-spy did not do it ({error})."
        if done.returncode or not raw.exists():
            return f"No profile: {_reason(done.stderr)}"
        return own_times(raw.read_text(encoding="utf-8"))


def _tool() -> str | None:
    """Of this environment, or of the path."""
    places = [str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)]
    return shutil.which("py-spy", path=os.pathsep.join(places))


def _reason(text: str) -> str:
    """The sentence of py-spy that begins with ``Error:``, else its first words."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    told = [line.removeprefix("Error:").strip() for line in lines if line.startswith("Error:")]
    return (told or lines or ["py-spy failed without a word."])[0]


def own_times(raw: str) -> str:
    """Of stacks as ``thread (1): MainThread;outer;inner 12``, one a line, with the number of
    samples behind. Other threads only wait for work, which py-spy does not always see."""
    own: Counter[str] = Counter()
    for line in raw.splitlines():
        stack, _, samples = line.rpartition(" ")
        thread, _, functions = stack.partition(";")
        if thread.endswith(MAIN) and functions and samples.isdigit():
            own[functions.rpartition(";")[2]] += int(samples)
    total = own.total()
    if not total:
        return "No profile: the process did nothing in that time."
    return "\n".join(f"{n / total * 100:5.1f} %  {name}" for name, n in own.most_common(TOP))
