"""Every error of the server, in one tree.

::

    MetaserverError
    |-- SettingError            a setting is wrong; the sentence names it
    |-- WorldFileError          a world folder cannot be used (see ``metaserver worlds check``)
    |-- RecordingError          a recording cannot be played; the sentence says why
    |-- ProtocolError           bytes from a peer that the protocol does not allow
    |   |-- Malformed           not the message it says it is
    |   |-- UnknownMessage      a code that is not declared
    |   |-- VersionMismatch     another protocol version or hash
    |   `-- OutOfOrder          a message that is not due in this state of the session
    |-- Refused                 a valid wish that is not granted; carries a code for the client
    |-- StoreError              the database did not do what was asked
    `-- BusError                the bus is closed, or a queue on it is full
"""

from __future__ import annotations


class MetaserverError(Exception):
    """Root of the tree."""


class SettingError(MetaserverError):
    """A setting is wrong. ``str()`` is a sentence that names it and says what is allowed."""


class WorldFileError(MetaserverError):
    """A world folder cannot be used."""


class RecordingError(MetaserverError):
    """A recording cannot be played. ``str()`` is a sentence that names the file."""


class ProtocolError(MetaserverError):
    """Bytes from a peer that the protocol does not allow."""


class Malformed(ProtocolError):
    """Not the message it says it is: wrong types, sizes, ranges or not msgpack at all."""


class UnknownMessage(ProtocolError):
    """A message code that is not declared."""


class VersionMismatch(ProtocolError):
    """The peer speaks another protocol version, or the same with another hash."""


class OutOfOrder(ProtocolError):
    """A message that is not due in this state of the session."""


class Refused(MetaserverError):
    """A valid wish that is not granted.

    ``code`` is one of ``protocol.codes.ErrorCode``; the client has a sentence for each.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class StoreError(MetaserverError):
    """The database did not do what was asked; nothing of the request was kept."""


class BusError(MetaserverError):
    """The bus is closed, or a queue on it is full."""
