"""All that is kept of somebody, to be told to them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, Protocol

Rows = Mapping[str, Sequence[Mapping[str, Any]]]
"""Table to its rows, each by column, in plain values that JSON has; times in Unix ms."""

WITHHELD: Final = "(withheld)"
"""Stands for what lets somebody in, and for the account of somebody else."""


class OwnDataStore(Protocol):
    """Each method is one transaction and may raise ``StoreError``. Every table that may name the
    person is there, also where it holds nothing."""

    async def of_account(self, account: str) -> Rows:
        """Raises ``NotFound`` for '', which would be everybody without an account."""
        ...

    async def of_complaint(self, complaint: int) -> Rows:
        """What its reporter left with it, and what came of it; nothing of those who joined."""
        ...

    async def of_follower(self, follower: int) -> Rows:
        """What somebody left who joined a complaint."""
        ...
