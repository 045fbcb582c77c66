"""Every service of this city, in the order in which they are listed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from metaserver.civic.complaints.service import ComplaintService
from metaserver.civic.means import Means
from metaserver.civic.models import Service
from metaserver.civic.registry import Registry

FACTORIES: Final[tuple[Callable[[Means], Service], ...]] = (ComplaintService,)


def build(means: Means) -> Registry:
    """Raises ``SettingError`` where a service's files cannot be used."""
    return Registry(make(means) for make in FACTORIES)
