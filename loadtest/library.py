"""Scenarios by name or by path. What is wrong in a file is told with file, line and key."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from loadtest import scenario as models
from loadtest.errors import ScenarioError
from loadtest.scenario import Scenario
from loadtest.yamltext import BadText, Text, Way

FOLDER = Path(__file__).parent / "scenarios"

_LIMITS = {
    "greater_than_equal": ("at least", "ge", ""),
    "greater_than": ("more than", "gt", ""),
    "less_than_equal": ("at most", "le", ""),
    "less_than": ("less than", "lt", ""),
    "too_short": ("at least", "min_length", " long"),
    "too_long": ("at most", "max_length", " long"),
    "string_too_short": ("at least", "min_length", " characters long"),
    "string_too_long": ("at most", "max_length", " characters long"),
}
_TYPES = {
    "float_type": "a number",
    "float_parsing": "a number",
    "finite_number": "a finite number",
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "int_from_float": "a whole number",
    "string_type": "text",
    "tuple_type": "a list in brackets",
    "dict_type": "a block of keys",
    "model_type": "a block of keys",
}
_SPECIAL = {
    "missing": "is missing; add it",
    "enum": "{given} is not known; it must be one of {expected}",
    "value_error": "{message}",
    "string_pattern_mismatch": "{given} is not allowed; it must match {pattern}",
}


def names() -> list[str]:
    """Of the scenarios that come with the project."""
    return sorted(path.stem for path in FOLDER.glob("*.yaml"))


def load(name_or_path: str) -> Scenario:
    """A name of ``names()``, or a path that ends in ``.yaml``.

    Raises ``ScenarioError``, one line for each problem.
    """
    path = _path(name_or_path)
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise ScenarioError(f"{path}: the scenario cannot be read: {why}.") from None
    return parse(text, str(path))


def _path(name_or_path: str) -> Path:
    if name_or_path in names():
        return FOLDER / f"{name_or_path}.yaml"
    if Path(name_or_path).suffix in (".yaml", ".yml"):
        return Path(name_or_path)
    raise ScenarioError(
        f"{name_or_path}: there is no such scenario;{_near(name_or_path, names())} "
        f"there are {', '.join(names())}, or give the path of a .yaml file."
    )


def parse(text: str, file: str) -> Scenario:
    """``file`` is what errors call it. Raises ``ScenarioError``."""
    try:
        document = Text(text)
        if not isinstance(document.data, dict):
            raise BadText(1, "a scenario is a block of keys, beginning with 'format: 1'")
    except BadText as error:
        raise ScenarioError(f"{file}:{error.line}: {error}.") from None
    try:
        return Scenario.model_validate(document.data)
    except ValidationError as error:
        raise ScenarioError("\n".join(_problems(error, document, file))) from None


def _problems(error: ValidationError, document: Text, file: str) -> Iterator[str]:
    details = error.errors(include_url=False)
    for detail in details:
        way = tuple(detail["loc"])
        if any(len(each["loc"]) > len(way) and each["loc"][: len(way)] == way for each in details):
            continue  # a list or block is only wrong because something inside it is
        sentence = _sentence(detail, way)
        if not way and ": " in sentence:
            key, sentence = sentence.split(": ", 1)
            way = (key,)
        yield f"{file}:{document.line(way)}: {_dotted(way) or 'file'}: {sentence}."


def _dotted(way: Way) -> str:
    """``("mix", 0, "share")`` as ``mix[0].share``."""
    text = ""
    for part in way:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
    return text


def _sentence(detail: Mapping[str, Any], way: Way) -> str:
    kind, context = str(detail["type"]), detail.get("ctx", {})
    given = _shown(detail.get("input"))
    if kind == "extra_forbidden":
        known = _keys_at(way[:-1])
        return f"there is no such key;{_near(str(way[-1]), known)} allowed are {', '.join(known)}"
    if kind in _LIMITS:
        words, key, unit = _LIMITS[kind]
        return f"{given} is not allowed; it must be {words} {context[key]:g}{unit}"
    if kind in _TYPES:
        return f"{given} is not {_TYPES[kind]}"
    said = _SPECIAL.get(kind, "{given} is not allowed: {message}")
    message = str(detail["msg"]).removeprefix("Value error, ")
    return said.format_map({"given": given, "message": message, **context})


def _keys_at(way: Way) -> list[str]:
    """Those that the block at ``way`` may have."""
    model: type[BaseModel] = Scenario
    for step in way:
        if isinstance(step, str):
            model = _PARTS.get(step, model)
    return sorted(model.model_fields)


_PARTS: dict[str, type[BaseModel]] = {
    "mix": models.Behaviour,
    "arrive": models.Arrive,
    "drops": models.Drops,
    "sleeps": models.Sleeps,
    "position_error_m": models.PositionErrors,
}


def _near(word: str, known: list[str]) -> str:
    close = difflib.get_close_matches(word, known, n=1)
    return f" did you mean {close[0]!r}?" if close else ""


def _shown(value: object) -> str:
    text = " ".join(str(value).split())
    return f"'{text[:60]}{'…' if len(text) > 60 else ''}'"
