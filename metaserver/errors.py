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
    |-- WishError               a wish over HTTP that is not granted; carries what to tell
    |   |-- Invalid             fields are wrong; each with a code and a sentence's key
    |   |-- NotFound            there is no such thing, or not for this person
    |   |-- Forbidden           not with this role, this token, this origin
    |   |-- Conflict            somebody was quicker, or the same key with another body
    |   |-- Limited             too often; carries when to come again
    |   `-- Unreadable            a body that is too large, too slow or not what it says it is
    |-- WorkerError             heavy work was refused, took too long or failed
    |-- OutwardError            another server did not do what was asked
    |-- StoreError              the database did not do what was asked
    `-- BusError                the bus is closed, or a queue on it is full
"""

from __future__ import annotations

from collections.abc import Mapping


class MetaserverError(Exception):
    """Root of the tree. Each can be pickled, with its fields: workers raise them too."""

    def __reduce__(self) -> tuple[object, ...]:
        return _remade, (type(self), self.args, self.__dict__)


def _remade(
    kind: type[MetaserverError], args: tuple[object, ...], fields: dict[str, object]
) -> object:
    error = kind.__new__(kind, *args)
    error.__dict__.update(fields)
    return error


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


class WishError(MetaserverError):
    """A wish that is not granted.

    ``code`` names a sentence that pages and clients have in each language (``web/words``);
    ``str()`` is the English one, for logs and programs.
    """

    def __init__(self, code: str, sentence: str = "") -> None:
        super().__init__(sentence or code)
        self.code = code


class Invalid(WishError):
    """Fields are wrong. ``fields``: dotted name to code, such as ``place.lat`` to ``outside``."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        super().__init__("invalid", ", ".join(f"{name}: {code}" for name, code in fields.items()))
        self.fields = dict(fields)

    def __reduce__(self) -> tuple[type[Invalid], tuple[dict[str, str]]]:
        """As it comes out of a worker."""
        return Invalid, (self.fields,)


class NotFound(WishError):
    """There is no such thing, or not for this person: the two are not told apart."""


class Forbidden(WishError):
    """Not with this role, token or origin."""


class Conflict(WishError):
    """Somebody was quicker, or the same key came with another body."""


class Limited(WishError):
    """Too often; ``wait_s`` until it may be tried again."""

    def __init__(self, code: str, wait_s: float) -> None:
        super().__init__(code)
        self.wait_s = wait_s


class Unreadable(WishError):
    """The body of a request. ``code``: ``large``, ``slow``, ``media_type`` or ``malformed``."""


class WorkerError(MetaserverError):
    """Heavy work was refused because too much waits, took too long, or failed."""


class OutwardError(MetaserverError):
    """Another server did not do what was asked.

    ``arrived``: whether the request may have reached it all the same. ``retry``: whether asking
    again can help, and ``wait_s``: not before. ``single``: it concerns this request only, the
    server itself is well.
    """

    def __init__(
        self, sentence: str, *, arrived: bool, retry: bool, wait_s: float = 0.0,
        single: bool = False,
    ) -> None:  # fmt: skip
        super().__init__(sentence)
        self.arrived = arrived
        self.retry = retry
        self.wait_s = wait_s
        self.single = single


class StoreError(MetaserverError):
    """The database did not do what was asked; nothing of the request was kept."""


class BusError(MetaserverError):
    """The bus is closed, or a queue on it is full."""
