"""What the parts are told: settings and worlds, in the terms of each."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence

from metaserver.config import ALL_WORLDS, Settings
from metaserver.errors import SettingError
from metaserver.gateway.settings import GatewaySettings
from metaserver.protocol.views import LevelCells, WorldInfo
from metaserver.recorder.recording import Recording
from metaserver.register import Register
from metaserver.sockets import allow_sockets
from metaserver.web.delivery import DeliveredWorld, pictures
from metaserver.web.site import Content, SiteSettings
from metaserver.worldfiles import World, load_worlds

_log = logging.getLogger("metaserver")


def served_worlds(settings: Settings, recording: Recording | None) -> dict[str, World]:
    """All there are, or the one that a recording shows (check that it is there).

    Raises ``WorldFileError``, and ``SettingError`` where a setting names a world that is not there.
    """
    worlds = load_worlds(settings.worlds, settings.assets_folder)
    if recording is not None:
        return {id_: world for id_, world in worlds.items() if id_ == recording.header.world}
    named = [("start", settings.start), *(("record_worlds", w) for w in settings.record_worlds)]
    for setting, world in named:
        if world not in worlds and world != ALL_WORLDS:
            raise SettingError(
                f"{setting}: there is no world '{world}' in {settings.worlds}; there are "
                f"{', '.join(sorted(worlds))}."
            )
    return worlds


def world_info(world: World, delivered: DeliveredWorld, *, recorded: bool = False) -> WorldInfo:
    """What the gateway knows of a world."""
    bounds = {level.id: level.bounds for level in world.spec.levels}
    levels = tuple(
        LevelCells(id_, *bounds[id_], grid.first_cell, grid.columns, grid.rows)
        for id_, grid in world.grids.items()
    )
    spec = world.spec
    places = tuple(place.id for place in spec.places)
    return WorldInfo(spec.id, delivered.hash, spec.cell_m, spec.start, places, levels, recorded)


def content(
    settings: Settings,
    worlds: Mapping[str, World],
    delivered: Sequence[DeliveredWorld],
    register: Register,
) -> Content:
    return Content(
        worlds=delivered,
        pictures=pictures(worlds.values(), settings.assets_folder),
        dist=settings.client,
        register=register,
    )


def site_settings(settings: Settings, worlds: Iterable[str]) -> SiteSettings:
    return SiteSettings(
        start=settings.start,
        operator_name=settings.operator_name,
        operator_contact=settings.operator_contact,
        metrics_public=settings.metrics_public,
        trusted_proxies=settings.trusted_proxies,
        recorded=frozenset(filter(settings.records, worlds)),
    )


def gateway_settings(settings: Settings) -> GatewaySettings:
    sockets_max = allow_sockets(settings.connections_max)
    if sockets_max < settings.connections_max:
        _log.warning("the limit of open files allows %s connections only", sockets_max)
    return GatewaySettings(
        start=settings.start,
        public_origins=settings.public_origins,
        trusted_proxies=settings.trusted_proxies,
        joins_per_s=settings.joins_per_s,
        connections_max=sockets_max,
        connections_per_address=settings.connections_per_address,
        drain_s=settings.drain_s,
    )
