"""The services that this city has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeVar

from metaserver.civic.models import Listed, Service
from metaserver.errors import NotFound, SettingError

_Service = TypeVar("_Service")


class Registry:
    """In the order in which they are listed."""

    def __init__(self, services: Iterable[Service]) -> None:
        """Raises ``SettingError`` where two have the same id."""
        self._services: dict[str, Service] = {}
        self._listed: dict[str, Listed] = {}
        for each in services:
            self._list(each)
            self._services[each.id] = each

    def add_page(self, page: Listed) -> None:
        """A service with a page of its own instead of a form, at the end of the list.

        Raises ``SettingError`` where its id is somebody's already.
        """
        self._list(page)

    def listed(self) -> Iterator[Listed]:
        """All of them, whether they have a form or a page of their own."""
        return iter(self._listed.values())

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

    def _list(self, service: Listed) -> None:
        if service.id in self._listed:
            raise SettingError(f"Two services are called {service.id}; rename one.")
        self._listed[service.id] = service

    def __iter__(self) -> Iterator[Service]:
        return iter(self._services.values())

    def __len__(self) -> int:
        return len(self._services)
