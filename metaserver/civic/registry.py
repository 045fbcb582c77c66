"""The services that this city has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeVar

from metaserver.civic.models import Service
from metaserver.errors import NotFound, SettingError

_Service = TypeVar("_Service")


class Registry:
    """In the order in which they are listed."""

    def __init__(self, services: Iterable[Service]) -> None:
        """Raises ``SettingError`` where two have the same id."""
        self._services: dict[str, Service] = {}
        for each in services:
            if each.id in self._services:
                raise SettingError(f"Two services are called {each.id}; rename one.")
            self._services[each.id] = each

    def get(self, service: str) -> Service:
        """Raises ``NotFound``."""
        found = self._services.get(service)
        if found is None:
            raise NotFound("service", "There is no such service.")
        return found

    def one(self, kind: type[_Service]) -> _Service:
        """The one of that class, for whoever composes the server. Raises ``NotFound``."""
        for each in self._services.values():
            if isinstance(each, kind):
                return each
        raise NotFound("service", f"There is no {kind.__name__}.")

    def __iter__(self) -> Iterator[Service]:
        return iter(self._services.values())

    def __len__(self) -> int:
        return len(self._services)
