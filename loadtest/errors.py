"""What can go wrong with a run: one clear sentence each, and an exit code that says which.

Codes: 0 all is well, 1 a threshold or gate was missed, 2 wrong use or scenario file, 3 the server
is not there, 4 it ended in mid-run, 5 it speaks another protocol version, 6 it closed with a code,
7 it is not this machine, 8 something that a comparison needs is missing, 130 interrupted.
"""

from __future__ import annotations


class LoadError(Exception):
    """``str`` is a sentence for people; ``exit_code`` is for scripts."""

    exit_code = 1


class Missed(LoadError):
    """A threshold or a gate of the run was missed."""


class ScenarioError(LoadError):
    """Wrong options or a wrong scenario file: names the file, the key and what is allowed."""

    exit_code = 2


class Unreachable(LoadError):
    """Nothing answers at the address."""

    exit_code = 3


class ServerDied(LoadError):
    """The server was there and is not any more."""

    exit_code = 4


class OtherVersion(LoadError):
    """The server speaks another version of the protocol."""

    exit_code = 5


class ClosedByServer(LoadError):
    """The server closed connections with a code; the sentence has the code and its meaning."""

    exit_code = 6


class NotOurs(LoadError):
    """A host that is not this machine, without ``--i-own-this-server``."""

    exit_code = 7


class Interrupted(LoadError):
    """Somebody wanted it to end."""

    exit_code = 130


class ToolMissing(LoadError):
    """A compiler, Node.js or a package that a peer needs; the sentence says how to get it."""

    exit_code = 8
