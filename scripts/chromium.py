"""Finds the system's Chromium for the browser tests, or installs it where that is possible."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from steps import apt_install

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
MAC_APPLICATIONS = ("Chromium", "Google Chrome")
# Korean signs and names are part of what the tests look at.
DEBIAN_PACKAGES = ("chromium", "fonts-noto-cjk")


def chromium() -> str:
    """The path of a browser that starts, or the end of the script with what to install."""
    found = find()
    if found is None and apt_install(*DEBIAN_PACKAGES):
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


def by_hand() -> str:
    return "sudo apt-get install chromium" if shutil.which("apt-get") else "the package chromium"
