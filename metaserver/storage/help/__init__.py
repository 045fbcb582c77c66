"""Talks of live help on a database.

``asking``   a new one, whole, once
``given``    how soon help came
``moving``   what happens to it: taken, a line more, ended
``reading``  one of them, the queue, how long they took
"""

from metaserver.storage.help.asking import SqlAsking
from metaserver.storage.help.given import SqlHelpGiven
from metaserver.storage.help.moving import SqlMoving
from metaserver.storage.help.reading import SqlTalkReading


class SqlHelpStore(SqlAsking, SqlHelpGiven, SqlMoving, SqlTalkReading):
    """``ports.help.HelpStore``; every method may raise ``StoreError``."""


__all__ = ["SqlHelpStore"]
