"""World and level by their names."""

from metaserver.worldfiles.loader import load_worlds
from metaserver.worldfiles.naming import WorldNames
from tests.support.server import ROOT


def test_a_level_is_named_where_there_are_several() -> None:
    names = WorldNames(load_worlds(ROOT / "worlds").values())
    assert names.of("city-hall", "ground", "ko") == "서울시청, 로비"
    assert names.of("seoul-plaza", "ground", "en") == "Seoul Plaza"
    assert names.of("gone-world", "ground", "ko") == "gone-world ground", "as it is known"
