"""Recordings on the command line: listing them, playing one."""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from metaserver.config import load_settings
from metaserver.datadir import DataFolder
from metaserver.errors import RecordingError
from metaserver.recorder.recording import Recording
from metaserver.recorder.shelf import Shelf

CUT = "the end is cut off"

_log = logging.getLogger("metaserver")


def shelf_rows(data: Path) -> list[tuple[str, ...]]:
    """World, beginning in this machine's time zone, length, size, most people, note, file."""
    return [_row(path) for path in Shelf(DataFolder(data).recordings).files()]


def _row(path: Path) -> tuple[str, ...]:
    try:
        found = Recording(path)
    except RecordingError as error:
        return path.parent.name, "", "", "", "", str(error), str(path)
    began = datetime.fromtimestamp(found.header.began_unix_ms / 1000, UTC).astimezone()
    minutes, seconds = divmod(found.length_ms // 1000, 60)
    size = f"{found.size_bytes / 1_000_000:.1f} MB"
    note = CUT if found.cut else ""
    when = began.strftime("%Y-%m-%d %H:%M:%S")
    return (
        found.header.world, when, f"{minutes}:{seconds:02}", size, str(found.people), note,
        str(path),
    )  # fmt: skip


def replay(path: Path, options: Mapping[str, Any]) -> None:
    """Plays a recording until it is told to stop; ``options`` are settings. Nothing is kept.

    Raises ``RecordingError``, ``SettingError`` and the like before that.
    """
    from metaserver.app import serve

    recording = Recording(path)
    recording.check()
    with tempfile.TemporaryDirectory(prefix="metaserver-replay-") as data:
        own = {"data": data, "start": recording.header.world, "record_worlds": ""}
        settings = load_settings({**options, **own})
        if recording.cut:
            _log.warning("%s: %s; it is played up to there", path, CUT)
        serve(settings, recording)
