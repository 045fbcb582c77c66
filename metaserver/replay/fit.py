"""Whether a recording can be shown by this server."""

from __future__ import annotations

from collections.abc import Mapping

from metaserver.errors import RecordingError
from metaserver.protocol.codec import HASH
from metaserver.recorder.recording import Recording


def check_fit(recording: Recording, hashes: Mapping[str, str]) -> None:
    """``hashes`` of the worlds that are here, by id. Raises ``RecordingError``."""
    header, path = recording.header, recording.path
    if header.protocol != HASH:
        raise RecordingError(
            f"{path} was recorded under protocol {header.protocol}, and this server speaks {HASH}: "
            "play it with the version that recorded it."
        )
    if header.world not in hashes:
        raise RecordingError(
            f"{path} shows the world '{header.world}', which is not here: name the folder that has "
            "it with --worlds."
        )
    if header.world_hash != hashes[header.world]:
        raise RecordingError(
            f"{path} shows the world '{header.world}' as {header.world_hash}, and here it is "
            f"{hashes[header.world]}: name a folder that has it as it was with --worlds."
        )
