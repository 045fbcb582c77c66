"""What worlds and their levels are called, for those who know them by their ids only."""

from __future__ import annotations

from collections.abc import Iterable

from metaserver.worldfiles.loader import World


class WorldNames:
    def __init__(self, worlds: Iterable[World]) -> None:
        self._worlds = {world.spec.id: world for world in worlds}

    def of(self, world: str, level: str, language: str) -> str:
        """World and level; the world alone where it has one level. Ids where nothing is known of
        them, as of a world that is not served any more."""
        known = self._worlds.get(world)
        if known is None or language not in known.texts:
            return " ".join(filter(None, (world, level)))
        texts = known.texts[language]
        if len(known.spec.levels) < 2 or not level:
            return texts.name
        return f"{texts.name}, {texts.levels.get(level, level)}"
