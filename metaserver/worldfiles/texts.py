"""Every word of a world is there in every language, and no word is left over."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from pydantic import ValidationError

from metaserver.worldfiles.expand import as_written
from metaserver.worldfiles.models import WorldSpec
from metaserver.worldfiles.problems import Problem
from metaserver.worldfiles.sentences import report
from metaserver.worldfiles.wording import WorldTexts
from metaserver.worldfiles.yamlfile import Document, read_yaml

REQUIRED_LANGUAGES = ("ko", "en")
_LANGUAGE = re.compile(r"[a-z]{2}(-[a-z]{2,8})?")


def read_texts(folder: Path, spec: WorldSpec | None) -> tuple[dict[str, WorldTexts], list[Problem]]:
    """Texts of a world by language, and every problem in them.

    ``spec`` is None where ``world.yaml`` itself cannot be read; then only the
    shape of the texts is checked.
    """
    texts: dict[str, WorldTexts] = {}
    problems: list[Problem] = []
    found = {path.stem: path for path in sorted((folder / "texts").glob("*.yaml"))}
    for language in REQUIRED_LANGUAGES:
        found.setdefault(language, folder / "texts" / f"{language}.yaml")
    for language, path in found.items():
        document = read_yaml(path)
        text = _parse(language, document)
        if text is not None:
            texts[language] = text
            if spec is not None:
                _compare(spec, text, document)
        problems += document.problems
    return texts, problems


def _parse(language: str, document: Document) -> WorldTexts | None:
    if not _LANGUAGE.fullmatch(language):
        document.add((), "Name the file after its language, like ko.yaml or ko-easy.yaml.")
        return None
    if document.data is None:
        if not document.problems:
            document.add((), "The file is empty; begin with 'name:' and 'summary:'.")
        return None
    try:
        return WorldTexts.model_validate(document.data)
    except ValidationError as error:
        report(error, document)
        return None


def _compare(spec: WorldSpec, texts: WorldTexts, document: Document) -> None:
    wanted: dict[str, set[str]] = {
        "levels": {level.id for level in spec.levels},
        "places": {place.id for place in spec.places},
        "portals": {portal.id for portal in spec.portals},
        "desks": {desk.id for desk in spec.desks},
        "exhibits": {exhibit.id for exhibit in spec.exhibits},
        "tours": {tour.id for tour in spec.tours},
        "signs": {piece.text for _, piece in as_written(spec) if piece.text is not None},
    }
    for section, ids in wanted.items():
        written: Mapping[str, object] = getattr(texts, section)
        for key in sorted(ids - written.keys()):
            document.add(
                (section, key), f"'{key}' has no text in this language; add it under '{section}'."
            )
        for key in sorted(written.keys() - ids):
            document.add(
                (section, key), f"The world has no '{key}' under '{section}'; remove this text."
            )
    for tour in spec.tours:
        told = texts.tours.get(tour.id)
        if told is not None and len(told.stops) != len(tour.stops):
            document.add(
                ("tours", tour.id, "stops"),
                f"Write one text a stop: {len(tour.stops)}, not {len(told.stops)}.",
            )
