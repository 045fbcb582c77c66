"""What every source can do."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Protocol

from metaserver.civic.tourism.sources.reading import Gathered
from metaserver.ports.tourism import Fetched


class Source(Protocol):
    id: str

    async def gather(self, known: Sequence[Fetched], *, today: dt.date, now_ms: int) -> Gathered:
        """All that it has now; ``known`` is what it had the last time.

        Raises ``OutwardError`` where it does not answer rightly to the end: what is known stays.
        """
        ...

    async def close(self) -> None: ...
