"""What lasts: one database, a SQLite file or PostgreSQL.

``database``    transactions and errors; ``engines``, ``sqlite``, ``postgresql`` below it
``dialect``     where the two want different words
``tables``      how it looks now; ``migrations`` the way there
``chat``, ``moderation``, ``accounts``, ``audit``, ``complaints``, ``help``, ``office``,
``outbox``, ``access``, ``tourism``  the stores of ``ports``
``owndata``     all that is kept of one person, for them
``erasure``     the deletion job, driven by the register
``backup``      the whole of it in one file, and back
"""

from metaserver.storage.access import SqlApiKeyStore, SqlOnceStore
from metaserver.storage.accounts import SqlAccountStore
from metaserver.storage.audit import SqlAuditStore
from metaserver.storage.chat import SqlChatStore
from metaserver.storage.complaints import SqlComplaintStore
from metaserver.storage.database import Database
from metaserver.storage.erasure import Erasure
from metaserver.storage.help import SqlHelpStore
from metaserver.storage.moderation import SqlModerationStore
from metaserver.storage.office import SqlOfficeStore
from metaserver.storage.outbox import SqlOutboxStore
from metaserver.storage.owndata import SqlOwnData
from metaserver.storage.tourism import SqlTourismStore

__all__ = [
    "Database",
    "Erasure",
    "SqlAccountStore",
    "SqlApiKeyStore",
    "SqlAuditStore",
    "SqlChatStore",
    "SqlComplaintStore",
    "SqlHelpStore",
    "SqlModerationStore",
    "SqlOfficeStore",
    "SqlOnceStore",
    "SqlOutboxStore",
    "SqlOwnData",
    "SqlTourismStore",
]
