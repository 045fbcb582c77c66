"""The shape of ``worlds/<id>/texts/<language>.yaml``: every word of a world in one language."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from metaserver.worldfiles.models import Id, Part

Words = Annotated[str, Field(min_length=1, max_length=120)]
Prose = Annotated[str, Field(min_length=1, max_length=4000)]


class PlaceText(Part):
    name: Words
    about: Prose | None = None


class ExhibitText(Part):
    title: Words
    text: Prose
    alt: Annotated[str, Field(min_length=1, max_length=400)]
    """What the picture shows, for those who do not see it."""


Spoken = Annotated[str, Field(min_length=1, max_length=400)]


class TourText(Part):
    title: Words
    about: Spoken
    hello: Spoken
    """What the guide says before the first stop, ..."""
    stops: Annotated[list[Spoken], Field(min_length=1, max_length=20)]
    """... at each, ..."""
    farewell: Spoken
    """... and at the end."""


class WorldTexts(Part):
    name: Words
    summary: Prose
    levels: dict[Id, Words]
    places: dict[Id, PlaceText]
    portals: dict[Id, Words] = Field(default={})
    desks: dict[Id, PlaceText] = Field(default={})
    exhibits: dict[Id, ExhibitText] = Field(default={})
    signs: dict[Id, Words] = Field(default={})
    tours: dict[Id, TourText] = Field(default={})
