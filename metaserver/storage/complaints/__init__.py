"""Complaints on a database.

``filing``    a new one, whole, once
``changing``  what happens to it, by version
``merging``   two that tell of the same; ``families`` of merged ones
``reading``   one of them, and all that belongs to it
``finding``   many, by conditions
``outcomes``  what came of them
``accounts``  forgetting who made them
"""

from metaserver.storage.complaints.accounts import SqlComplaintAccounts
from metaserver.storage.complaints.filing import SqlFiling
from metaserver.storage.complaints.finding import SqlFinding
from metaserver.storage.complaints.merging import SqlMerging
from metaserver.storage.complaints.outcomes import SqlOutcomes
from metaserver.storage.complaints.reading import SqlReading


class SqlComplaintStore(
    SqlFiling, SqlMerging, SqlReading, SqlFinding, SqlOutcomes, SqlComplaintAccounts
):
    """``ports.complaints.ComplaintStore``; every method may raise ``StoreError``."""


__all__ = ["SqlComplaintStore"]
