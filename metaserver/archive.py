"""The file of a backup: a plain tar, with a list of what is in it and a checksum of each.

==================  ==========================================================================
``contents.json``   format, when it was made, by which version, and SHA-256 and size of each file
``city.sqlite``     the database
``secret.key``      the city's key; without it no code that follows a complaint fits any more
``operator.key``    the operators' key
==================  ==========================================================================

It holds personal data and keys: it is readable by its owner only, and should lie where only who
may read the data folder can read it.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import tarfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, Any, Final

from metaserver.errors import SettingError

CONTENTS: Final = "contents.json"
CONTENTS_MAX_BYTES: Final = 100_000
CHUNK_BYTES: Final = 1 << 20
FORMAT: Final = 1


def pack(file: Path, members: Sequence[Path], about: Mapping[str, Any]) -> None:
    """Writes ``file``, whole or not at all; ``about`` is added to its list of contents."""
    files = {each.name: {"sha256": _sha256(each), "bytes": each.stat().st_size} for each in members}
    contents = json.dumps({"format": FORMAT, **about, "files": files}, indent=1).encode()
    half = file.with_name(f".{file.name}.new")
    half.unlink(missing_ok=True)
    try:
        descriptor = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as stream:
            with tarfile.open(fileobj=stream, mode="w") as tar:
                _add(tar, CONTENTS, len(contents), io.BytesIO(contents))
                for each in members:
                    with each.open("rb") as source:
                        _add(tar, each.name, each.stat().st_size, source)
            stream.flush()
            os.fsync(stream.fileno())
        half.replace(file)
    finally:
        half.unlink(missing_ok=True)


def unpack(file: Path, folder: Path, names: Sequence[str]) -> Mapping[str, Any]:
    """Writes the members called ``names`` into ``folder``, and gives the contents.

    Raises ``SettingError`` where one is missing or not as it was when the backup was made.
    """
    try:
        with tarfile.open(file, mode="r:") as tar:
            contents = _contents(tar)
            for name in names:
                _extract(tar, name, folder / name, contents["files"][name])
    except (tarfile.TarError, EOFError, ValueError, KeyError, TypeError) as error:
        raise SettingError(f"{file} is no backup of a city, or is damaged: {error}.") from error
    except OSError as error:
        raise SettingError(f"{file} cannot be restored: {error.strerror}.") from error
    return contents


def _contents(tar: tarfile.TarFile) -> dict[str, Any]:
    member = tar.getmember(CONTENTS)
    if member.size > CONTENTS_MAX_BYTES:
        raise ValueError("its list of contents is too long")
    contents: dict[str, Any] = json.loads(_stream(tar, member).read())
    if contents["format"] != FORMAT:
        raise ValueError(f"its format is {contents['format']}, and this server reads {FORMAT}")
    return contents


def _extract(tar: tarfile.TarFile, name: str, to: Path, listed: Mapping[str, Any]) -> None:
    member = tar.getmember(name)
    source, total = _stream(tar, member), hashlib.sha256()
    descriptor = os.open(to, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as target:
        while chunk := source.read(CHUNK_BYTES):
            total.update(chunk)
            target.write(chunk)
        target.flush()
        os.fsync(target.fileno())
    if total.hexdigest() != listed["sha256"] or member.size != listed["bytes"]:
        raise ValueError(f"{name} is not as it was when the backup was made")


def _stream(tar: tarfile.TarFile, member: tarfile.TarInfo) -> IO[bytes]:
    stream = tar.extractfile(member)
    if stream is None:
        raise ValueError(f"{member.name} is no file")
    return stream


def _add(tar: tarfile.TarFile, name: str, size_bytes: int, source: IO[bytes]) -> None:
    member = tarfile.TarInfo(name)
    member.size, member.mode = size_bytes, 0o600
    tar.addfile(member, source)


def _sha256(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
