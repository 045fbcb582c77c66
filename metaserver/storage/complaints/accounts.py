"""Forgetting an account around complaints; ``storage.owndata`` tells what is kept of one."""

from __future__ import annotations

from metaserver.storage.complaints.part import Part
from metaserver.storage.forgetting import forget_accounts


class SqlComplaintAccounts(Part):
    async def forget_account(self, account: str) -> int:
        """How many complaints it had made. The complaints stay, without a name."""
        if not account:
            return 0
        async with self._db.write("complaint_forget") as connection:
            return await forget_accounts(connection, [account])
