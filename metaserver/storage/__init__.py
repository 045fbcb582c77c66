"""What lasts: chat, reports and bans in one SQLite file.

``database``    the file, one writer, transactions
``tables``      how it looks now; ``migrations`` the way there
``chat``, ``moderation``  the stores of ``ports``
``erasure``     the deletion job, driven by the register
"""

from metaserver.storage.chat import SqlChatStore
from metaserver.storage.database import Database
from metaserver.storage.erasure import Erasure
from metaserver.storage.moderation import SqlModerationStore

__all__ = ["Database", "Erasure", "SqlChatStore", "SqlModerationStore"]
