"""World folders on disk to validated worlds in memory.

``load_worlds`` reads, ``check`` lists every problem, ``delivery`` gives what a
client downloads, ``LevelGrid`` is what the simulation walks on.
"""

from metaserver.worldfiles.assets import Asset, load_assets
from metaserver.worldfiles.delivery import delivery
from metaserver.worldfiles.geo import local, wgs84
from metaserver.worldfiles.grid import LevelGrid
from metaserver.worldfiles.loader import World, check, load_world, load_worlds
from metaserver.worldfiles.models import WorldSpec
from metaserver.worldfiles.problems import Problem, WorldFilesError
from metaserver.worldfiles.wording import WorldTexts

__all__ = [
    "Asset",
    "LevelGrid",
    "Problem",
    "World",
    "WorldFilesError",
    "WorldSpec",
    "WorldTexts",
    "check",
    "delivery",
    "load_assets",
    "load_world",
    "load_worlds",
    "local",
    "wgs84",
]
