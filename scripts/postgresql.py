"""Finds PostgreSQL's programs for the tests of the stores, or installs them where that is possible.

The tests start a server of their own with them. Where there are none, they say so and run on
SQLite alone; with TEST_POSTGRES=required, as in continuous integration, that is a failure.
"""

import shutil
from pathlib import Path

from steps import apt_install


def postgresql() -> Path | None:
    """The folder with ``initdb``, or None."""
    return find() or (find() if apt_install("postgresql") else None)


def find() -> Path | None:
    if on_path := shutil.which("initdb"):
        return Path(on_path).resolve().parent
    # Debian keeps it off PATH.
    return max(
        (each.parent for each in Path("/usr/lib/postgresql").glob("*/bin/initdb")), default=None
    )
