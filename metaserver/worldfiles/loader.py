"""World folders to worlds, with every problem collected before giving up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from pydantic import ValidationError

from metaserver.worldfiles.assets import Asset, read_assets
from metaserver.worldfiles.checks import check_form, check_portals
from metaserver.worldfiles.expand import expand
from metaserver.worldfiles.grid import Bools, LevelGrid
from metaserver.worldfiles.ground_checks import GroundCheck
from metaserver.worldfiles.models import Structure, WorldSpec
from metaserver.worldfiles.problems import Problem, WorldFilesError
from metaserver.worldfiles.raster import Layers, rasterise
from metaserver.worldfiles.reach import reachable
from metaserver.worldfiles.sentences import report
from metaserver.worldfiles.texts import read_texts
from metaserver.worldfiles.tours import TourWay, plan_tours
from metaserver.worldfiles.wording import WorldTexts
from metaserver.worldfiles.yamlfile import Document, read_yaml


@dataclass(frozen=True, slots=True, eq=False)
class World:
    """A world that passed every check."""

    spec: WorldSpec
    texts: dict[str, WorldTexts]
    """By language; ``ko`` and ``en`` are always there."""
    structures: list[Structure]
    """Rows written out, sizes filled in, a counter for every desk."""
    grids: dict[str, LevelGrid]
    """By level id, in the order of the file."""
    assets: dict[str, Asset]
    """The pictures that its exhibits show, by id."""
    tours: dict[str, TourWay]
    """The way of each tour, by id."""


@dataclass(slots=True)
class _Draft:
    """A world folder on its way to a world."""

    document: Document
    spec: WorldSpec | None = None
    texts: dict[str, WorldTexts] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    world: World | None = None


def load_worlds(folder: Path, assets: Path | None = None) -> dict[str, World]:
    """Every world of a folder by id, portals between them checked.

    ``assets`` is the manifest's folder, by default ``assets_manifest`` beside ``folder``.
    Raises ``WorldFilesError`` with every problem of all worlds and of the manifest.
    """
    drafts, problems = _read_all(folder, assets)
    if problems:
        raise WorldFilesError(problems)
    return {draft.world.spec.id: draft.world for draft in drafts if draft.world is not None}


def load_world(folder: Path, assets: Path | None = None) -> World:
    """One world; portals to other worlds are not followed.

    Raises ``WorldFilesError`` with every problem.
    """
    manifest, problems = read_assets(assets or folder.resolve().parent.parent / "assets_manifest")
    draft = _read(folder, manifest)
    if draft.spec is not None:
        own = {draft.spec.id: {place.id for place in draft.spec.places}}
        for portal in draft.spec.portals:
            if portal.to.world != draft.spec.id:
                own.setdefault(portal.to.world, set()).add(portal.to.place)
        check_portals(own, [(draft.spec, draft.document)])
    problems += _collect(draft)
    if problems or draft.world is None:
        raise WorldFilesError(problems)
    return draft.world


def check(folder: Path, assets: Path | None = None) -> list[Problem]:
    """Every problem of the worlds in a folder, or of the one world that the folder is."""
    if (folder / "world.yaml").exists():
        try:
            load_world(folder, assets)
        except WorldFilesError as error:
            return error.problems
        return []
    return _read_all(folder, assets)[1]


def _read_all(folder: Path, assets: Path | None) -> tuple[list[_Draft], list[Problem]]:
    manifest, problems = read_assets(assets or folder.resolve().parent / "assets_manifest")
    folders = sorted(
        path for path in folder.glob("*") if path.is_dir() and path.name[0] not in "._"
    )
    if not folders:
        problems.append(Problem(str(folder), 1, "", "There is no world here; add <id>/world.yaml."))
    drafts = [_read(path, manifest) for path in folders]
    read = [(draft.spec, draft.document) for draft in drafts if draft.spec is not None]
    # A world that cannot be read is still there: do not blame the portals that lead to it.
    places = {spec.id: {place.id for place in spec.places} for spec, _ in read}
    check_portals(places, [pair for pair in read if len(read) == len(folders)])
    for draft in drafts:
        problems += _collect(draft)
    return drafts, problems


def _collect(draft: _Draft) -> list[Problem]:
    return sorted(draft.document.problems) + sorted(draft.problems)


def _read(folder: Path, assets: Mapping[str, Asset]) -> _Draft:
    draft = _Draft(read_yaml(folder / "world.yaml"))
    draft.spec = _parse(draft.document)
    draft.texts, draft.problems = read_texts(folder, draft.spec)
    if draft.spec is None:
        return draft
    if draft.spec.id != folder.resolve().name:
        draft.document.add(("id",), f"The id must be the folder's name, '{folder.name}'.")
    if check_form(draft.spec, draft.document, assets):
        draft.world = _build(draft.spec, draft.texts, draft.document, assets)
    return draft


def _parse(document: Document) -> WorldSpec | None:
    if document.data is None:
        if not document.problems:
            document.add((), "The file is empty; begin with 'format: 1'.")
        return None
    try:
        return WorldSpec.model_validate(document.data)
    except ValidationError as error:
        report(error, document)
        return None


def _build(
    spec: WorldSpec,
    texts: dict[str, WorldTexts],
    document: Document,
    assets: Mapping[str, Asset],
) -> World:
    structures = expand(spec)
    layers = rasterise(spec, structures)
    raw = {level: layer.grid for level, layer in layers.items()}
    start = next((place for place in spec.places if place.id == spec.start), None)
    stands = start is not None and bool(raw[start.level].walkable(*start.at))
    # From a start in a wall nothing can be reached; one problem says so, not one a place.
    reached = reachable(spec, raw, start) if start is not None and stands else None
    GroundCheck(spec, layers, reached, document).run()
    grids = _pruned(layers, reached) if reached is not None else raw
    used = {exhibit.asset for exhibit in spec.exhibits}
    shown = {id_: asset for id_, asset in assets.items() if id_ in used}
    tours = plan_tours(spec, grids, document)
    return World(spec, texts, structures, grids, shown, tours)


def _pruned(layers: Mapping[str, Layers], reached: Mapping[str, Bools]) -> dict[str, LevelGrid]:
    return {level: replace(layer.grid, walk=reached[level]) for level, layer in layers.items()}
