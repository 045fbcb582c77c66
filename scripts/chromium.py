"""Finds the system's Chromium for the browser tests, or installs it where that is possible."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from steps import say

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
MAC_APPLICATIONS = ("Chromium", "Google Chrome")
# Korean signs and names are part of what the tests look at.
DEBIAN_PACKAGES = ("chromium", "fonts-noto-cjk")


def chromium() -> str:
    """The path of a browser that starts, or the end of the script with what to install."""
    found = find()
    if found is None and os.geteuid() == 0 and shutil.which("apt-get"):
        install()
        found = find()
    if found is None:
        advice = "brew install --cask chromium" if sys.platform == "darwin" else by_hand()
        sys.exit(f"The browser tests need Chromium. Install it with: {advice}")
    return found


def find() -> str | None:
    named = os.environ.get("TEST_CHROMIUM")
    paths = [named] if named else [path for name in NAMES if (path := shutil.which(name))]
    if not named and sys.platform == "darwin":
        paths += [f"/Applications/{name}.app/Contents/MacOS/{name}" for name in MAC_APPLICATIONS]
    return next((path for path in paths if starts(path)), None)


def starts(path: str) -> bool:
    """Whether it is a browser: some systems have a stub that only says what to install."""
    if not Path(path).is_file():
        return False
    said = subprocess.run([path, "--version"], capture_output=True, text=True)
    return said.returncode == 0 and "Chrom" in said.stdout


def install() -> None:
    say(f"installing {' and '.join(DEBIAN_PACKAGES)} ...")
    quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    apt = ["apt-get", "-qq", "-o", "DPkg::Lock::Timeout=600"]
    for command in (["update"], ["install", "-y", "--no-install-recommends", *DEBIAN_PACKAGES]):
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


def by_hand() -> str:
    return "sudo apt-get install chromium" if shutil.which("apt-get") else "the package chromium"
