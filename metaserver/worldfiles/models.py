"""The shape of ``worlds/<id>/world.yaml``; that of its texts is in ``wording``.

One declarative file is the source of what the client draws, where one can
walk, spawns, portals, named places, desks and exhibits. Everything here is
data: no file is opened and nothing is computed.

Coordinates are metres on the plane of a level: +x to the right (east when the
anchor's heading is 0), +y ahead (north). Angles called ``turn_deg`` are
counter-clockwise degrees seen from above; 0 faces +y. The client maps
(x, y, height) to three.js (x, height, -y).
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag

Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{1,39}$")]
Metre = Annotated[float, Field(ge=-2000, le=2000, allow_inf_nan=False)]
Length = Annotated[float, Field(gt=0, le=500, allow_inf_nan=False)]
Point = tuple[Metre, Metre]
Choice = Annotated[int, Field(ge=0, le=15)]
Degrees = Annotated[float, Field(ge=-360, le=360, allow_inf_nan=False)]
Colour = Annotated[str, Field(pattern=r"^#[0-9a-f]{6}$")]
Look = tuple[Choice, Choice, Choice, Choice, Choice, Choice, Choice]
"""An avatar's, as in ``Hello``: body, skin, hair, hair colour, outfit, two colours."""
IsoDate = Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")]

Material = Literal[
    "lawn", "stone", "granite", "brick", "asphalt", "soil", "sand", "water",
    "wood", "marble", "carpet", "tile", "glass", "plaster", "concrete",
]  # fmt: skip

StructureKind = Literal[
    "wall", "box", "block-building", "wave-hall", "stone-hall", "palace-gate", "palace-hall",
    "palace-wall", "statue-seated", "statue-standing", "tree", "pine", "shrub", "bench", "lamp",
    "fountain", "column", "planter", "flagpole", "counter", "table", "chair", "screen", "plinth",
    "sign", "door", "stairs", "rail", "lantern", "haetae",
]  # fmt: skip


class Part(BaseModel):
    """Base of every part: unknown fields are errors, so that a typo is seen."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class Anchor(Part):
    """Where the world's origin lies in the city, WGS84."""

    lat: Annotated[float, Field(ge=37.41, le=37.72)]
    lon: Annotated[float, Field(ge=126.73, le=127.27)]
    heading_deg: Annotated[float, Field(ge=0, lt=360)] = 0.0
    """Bearing of the world's +y axis, clockwise from true north."""
    accuracy_m: Annotated[float, Field(gt=0, le=1000)] = 150.0


class Rect(Part):
    """Axis-aligned rectangle ``[x0, y0, x1, y1]``."""

    rect: tuple[Metre, Metre, Metre, Metre]


class Circle(Part):
    """``[x, y, radius]``."""

    circle: tuple[Metre, Metre, Length]


class Polygon(Part):
    """At least three corners in order; the last joins the first."""

    polygon: Annotated[list[Point], Field(min_length=3, max_length=200)]


Shape = Rect | Circle | Polygon


def _shape_tag(value: Any) -> str | None:
    """Which shape is meant, so that an error is told for that one only."""
    for name in ("rect", "circle", "polygon"):
        if hasattr(value, name) or (isinstance(value, dict) and name in value):
            return name
    return None


AnyShape = Annotated[
    Annotated[Rect, Tag("rect")]
    | Annotated[Circle, Tag("circle")]
    | Annotated[Polygon, Tag("polygon")],
    Discriminator(_shape_tag),
]


class Level(Part):
    """A floor with a plane of its own; nobody sees or hears another level."""

    id: Id
    bounds: tuple[Metre, Metre, Metre, Metre]
    """``[x0, y0, x1, y1]``: nothing outside can be walked on."""
    ceiling_m: Length | None = None
    """Height of the ceiling; none under the open sky."""
    floor: Material = "stone"


class Surface(Part):
    """A painted patch of ground, later ones over earlier ones."""

    level: Id
    shape: AnyShape
    material: Material
    walk: bool = True
    height_m: Annotated[float, Field(ge=0, le=5)] = 0.0
    """Height of a terrace or step above the level's floor."""


class Structure(Part):
    """Something that stands there; its kind decides how it is drawn and what it blocks."""

    kind: StructureKind
    level: Id
    at: Point
    size: tuple[Length, Length, Length] | None = None
    """Width (along the kind's own x), depth (own y), height; the kind's usual size if left out."""
    turn_deg: Degrees = 0.0
    base_m: Annotated[float, Field(ge=0, le=50)] = 0.0
    """Height of its foot above the level's floor (for things on a terrace: the terrace's)."""
    colour: Colour | None = None
    text: Id | None = None
    """Key under ``signs`` in the texts: what a sign or a screen says."""


class Row(Part):
    """The same structure repeated: ``count`` pieces, ``step`` apart."""

    piece: Structure
    count: Annotated[int, Field(ge=2, le=200)]
    step: Point


def _piece_tag(value: Any) -> str:
    is_row = isinstance(value, Row) or (
        isinstance(value, dict) and not value.keys().isdisjoint({"piece", "count", "step"})
    )
    return "row" if is_row else "structure"


Piece = Annotated[
    Annotated[Structure, Tag("structure")] | Annotated[Row, Tag("row")],
    Discriminator(_piece_tag),
]


class Place(Part):
    """A named spot one can go to."""

    id: Id
    level: Id
    at: Point
    radius_m: Annotated[float, Field(gt=0, le=100)] = 4.0
    """Arrivals are spread over this radius; avatars inside are counted for the map."""
    turn_deg: Degrees = 0.0
    """The way one faces on arrival."""


class Target(Part):
    world: Id
    place: Id


class Portal(Part):
    """A patch that takes whoever walks into it to a place, in this world or another.

    Stairs and lifts between levels are portals within a world.
    """

    id: Id
    level: Id
    shape: AnyShape
    to: Target


class Desk(Part):
    """A counter that offers a service."""

    id: Id
    service: Id
    level: Id
    at: Point
    turn_deg: Degrees = 0.0


class Source(Part):
    title: Annotated[str, Field(min_length=2, max_length=200)]
    url: Annotated[str, Field(pattern=r"^https://", max_length=300)] | None = None


class Exhibit(Part):
    """Something to look at closely, with a text, a picture and its sources."""

    id: Id
    level: Id
    at: Point
    turn_deg: Degrees = 0.0
    size: tuple[Length, Length] = (1.6, 1.2)
    """Width and height of the picture."""
    mount: Literal["wall", "plinth", "case"] = "wall"
    asset: Id | None = None
    """Picture, an id of ``assets_manifest/``."""
    sources: Annotated[list[Source], Field(min_length=1, max_length=8)]
    as_of: IsoDate


class Stop(Part):
    """Where a guide stands still and tells something: a point, or a named place."""

    at: Point | None = None
    place: Id | None = None
    stay_s: Annotated[float, Field(ge=5, le=120)] = 20.0
    """So long it stays at least."""


class Tour(Part):
    """A walk with a guide, on one level."""

    id: Id
    level: Id
    start: Id
    """Place where the guide meets those who want to come along."""
    look: Look = (1, 2, 3, 0, 3, 1, 9)
    stops: Annotated[list[Stop], Field(min_length=1, max_length=20)]


class Light(Part):
    """One warm sun and the sky that goes with it."""

    sun_bearing_deg: Annotated[float, Field(ge=0, lt=360)] = 215.0
    sun_height_deg: Annotated[float, Field(gt=0, le=90)] = 32.0
    sky_top: Colour = "#7fb2e5"
    sky_horizon: Colour = "#fbe6cf"
    sun: Colour = "#fff0d6"
    fog_m: Annotated[float, Field(ge=30, le=2000)] = 320.0


class WorldSpec(Part):
    """One world, as written by a content team."""

    format: Literal[1]
    id: Id
    version: Annotated[int, Field(ge=1)]
    """Raised whenever geometry changes: cells and quantisation are fixed per version."""
    setting: Literal["outdoor", "indoor"]
    anchor: Anchor
    cell_m: Literal[4, 8, 16] = 8
    light: Light = Light()
    start: Id
    """Place where one arrives without saying where."""
    levels: Annotated[list[Level], Field(min_length=1, max_length=8)]
    surfaces: Annotated[list[Surface], Field(max_length=500)] = []
    structures: Annotated[list[Piece], Field(max_length=2000)] = []
    places: Annotated[list[Place], Field(min_length=1, max_length=100)]
    portals: Annotated[list[Portal], Field(max_length=50)] = []
    desks: Annotated[list[Desk], Field(max_length=50)] = []
    exhibits: Annotated[list[Exhibit], Field(max_length=200)] = []
    tours: Annotated[list[Tour], Field(max_length=10)] = []
    sources: Annotated[list[Source], Field(min_length=1, max_length=20)]
    as_of: IsoDate
