"""What can go wrong for a client, in one tree.

::

    ClientError
    |-- Closed        the connection is gone for good; ``code`` is the server's close code
    |-- NotGranted    a wish was refused; ``error`` is one of the documented error codes
    |-- Interrupted   a walk ended before its goal; ``reason`` as in ``correct``
    `-- NoAnswer      the server did not answer a wish in time
"""

from __future__ import annotations


class ClientError(Exception):
    """Root of the tree."""


class Closed(ClientError):
    """The connection is gone for good, and reconnecting by itself is not allowed or was ended."""

    def __init__(self, code: int, reason: str = "") -> None:
        super().__init__(f"closed with code {code} {reason}".rstrip())
        self.code = code
        self.reason = reason


class NotGranted(ClientError):
    """The server refused a wish; trying again before ``retry_s`` is of no use."""

    def __init__(self, error: str, retry_s: float = 0.0) -> None:
        super().__init__(error)
        self.error = error
        self.retry_s = retry_s


class Interrupted(ClientError):
    """A walk ended before its goal."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class NoAnswer(ClientError):
    """No answer to a wish in time, for instance because the connection dropped meanwhile."""
