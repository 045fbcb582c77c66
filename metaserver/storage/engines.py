"""What ``Database`` asks of the two kinds of databases."""

from __future__ import annotations

import enum
from abc import ABC, abstractmethod
from typing import ClassVar, Literal

from sqlalchemy.ext.asyncio import AsyncEngine

Dialect = Literal["sqlite", "postgresql"]


class Broken(enum.Enum):
    """A constraint that a statement would have broken."""

    UNIQUE = "unique"
    REFERENCE = "reference"


class Engines(ABC):
    """Makes the connections, and knows the driver's errors."""

    dialect: ClassVar[Dialect]
    name: str
    """For sentences; without a password."""
    writers: int
    """Transactions that may write at the same time."""
    errors: tuple[type[Exception], ...]
    """What SQLAlchemy and the driver raise."""

    @abstractmethod
    async def upgrade(self) -> None:
        """Creates the tables, or brings them to today's."""

    @abstractmethod
    def writer(self) -> AsyncEngine: ...

    @abstractmethod
    def readers(self) -> AsyncEngine: ...

    @abstractmethod
    async def checkpoint(self, writer: AsyncEngine) -> None:
        """Does what has to follow an erasure."""

    @abstractmethod
    def broken(self, error: BaseException) -> Broken | None:
        """Which constraint the driver's error tells of."""

    @abstractmethod
    def cause(self, error: BaseException) -> str:
        """The driver's words without anybody's values."""
