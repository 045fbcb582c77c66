"""Tables as they are now. The way there is in ``migrations``; a test compares the two.

Every table with personal data stands in ``register/register.yaml``, with each of its columns.
"""

from metaserver.storage.tables.base import METADATA
from metaserver.storage.tables.civic import (
    ABSENCES,
    API_KEYS,
    COMPLAINT_CONTACTS,
    COMPLAINT_EVENTS,
    COMPLAINT_FOLLOWERS,
    COMPLAINT_PHOTOS,
    COMPLAINTS,
    DUTY,
    ONCE,
    OUTBOX,
    OUTBOX_LINKS,
)
from metaserver.storage.tables.help import TALK_LINES, TALKS
from metaserver.storage.tables.identity import (
    ACCOUNT_SUBJECTS,
    ACCOUNTS,
    AUDIT,
    LOGIN_SESSIONS,
    ONE_TIME_TOKENS,
)
from metaserver.storage.tables.talk import BANS, CHAT, CHAT_HEADS, REPORTS
from metaserver.storage.tables.tourism import TOUR_FACTS, TOUR_PLANS

__all__ = [
    "ABSENCES",
    "ACCOUNTS",
    "ACCOUNT_SUBJECTS",
    "API_KEYS",
    "AUDIT",
    "BANS",
    "CHAT",
    "CHAT_HEADS",
    "COMPLAINTS",
    "COMPLAINT_CONTACTS",
    "COMPLAINT_EVENTS",
    "COMPLAINT_FOLLOWERS",
    "COMPLAINT_PHOTOS",
    "DUTY",
    "LOGIN_SESSIONS",
    "METADATA",
    "ONCE",
    "ONE_TIME_TOKENS",
    "OUTBOX",
    "OUTBOX_LINKS",
    "REPORTS",
    "TALKS",
    "TALK_LINES",
    "TOUR_FACTS",
    "TOUR_PLANS",
]
