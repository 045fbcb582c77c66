"""The catalogue's questions: fields of a form, and the answers to them."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Mapping
from typing import Any, Final

from metaserver.civic.complaints.catalogue import (
    STRING_MAX,
    TEXT_MAX,
    Attribute,
    Catalogue,
    Kind,
)
from metaserver.civic.complaints.days import SEOUL
from metaserver.civic.models import Language
from metaserver.civic.schema import field_words
from metaserver.civic.texts import FieldTexts

EARLIEST: Final = dt.datetime(2000, 1, 1, tzinfo=SEOUL)
AHEAD: Final = dt.timedelta(days=1)
"""So far in the future a time may be: clocks differ, and nobody has seen tomorrow's car."""
_NUMBER_CHARS_MAX: Final = 20
_TIME_CHARS_MAX: Final = 40


def read_answers(
    kind: Kind, given: Mapping[str, Any], now: dt.datetime
) -> tuple[dict[str, Any], dict[str, str]]:
    """The answers as they are kept, and code by question for those that are wrong."""
    answers: dict[str, Any] = {}
    problems: dict[str, str] = {}
    for code in given:
        if kind.attribute(code) is None:
            problems[code] = "unknown"
    for asked in kind.attributes:
        if asked.code in given:
            try:
                answers[asked.code] = _answer(asked, given[asked.code], now)
            except ValueError as error:
                problems[asked.code] = str(error)
        elif asked.required:
            problems[asked.code] = "missing"
    return answers, problems


def _answer(asked: Attribute, given: Any, now: dt.datetime) -> Any:
    """Raises ``ValueError`` with a code."""
    match asked.datatype:
        case "number":
            return _number(asked, given)
        case "datetime":
            return _time(given, now)
        case "multivaluelist":
            return _chosen(asked, given if isinstance(given, list) else [given])
        case "singlevaluelist":
            return _chosen(asked, [given])[0]
        case _:
            return _text(asked, given)


def _text(asked: Attribute, given: Any) -> str:
    if not isinstance(given, str):
        raise ValueError("form")
    if len(given) > (TEXT_MAX if asked.datatype == "text" else STRING_MAX):
        raise ValueError("long")
    return given


def _number(asked: Attribute, given: Any) -> float | int:
    if isinstance(given, bool) or not isinstance(given, int | float | str):
        raise ValueError("form")
    if isinstance(given, str) and len(given) > _NUMBER_CHARS_MAX:
        raise ValueError("range" if given.isdigit() else "form")
    try:
        number = float(given)
    except OverflowError:
        raise ValueError("range") from None
    except ValueError:
        raise ValueError("form") from None
    if not math.isfinite(number) or not asked.least <= number <= asked.most:
        raise ValueError("range")
    if asked.whole and not number.is_integer():
        raise ValueError("form")
    return int(number) if number.is_integer() else number


def _time(given: Any, now: dt.datetime) -> str:
    """A day, or a time: without an offset it is Seoul's."""
    if not isinstance(given, str) or len(given) > _TIME_CHARS_MAX:
        raise ValueError("form")
    try:
        time = dt.datetime.fromisoformat(given)
        time = time if time.tzinfo else time.replace(tzinfo=SEOUL)
        is_known = EARLIEST <= time <= now + AHEAD
    except (ValueError, OverflowError):
        raise ValueError("form") from None
    if not is_known:
        raise ValueError("range")
    return given if len(given) == len("2026-11-22") else time.isoformat()


def _chosen(asked: Attribute, given: list[Any]) -> list[str]:
    """In the order of the catalogue, each once."""
    keys = [each for each in given if isinstance(each, str) and asked.value(each)]
    if len(keys) != len(given):
        raise ValueError("choice")
    return [value.key for value in asked.values if value.key in keys]


def lines_of(kinds: Iterable[Kind]) -> frozenset[str]:
    """Dotted names of the questions whose answers have several lines."""
    return frozenset(
        f"attributes.{asked.code}"
        for kind in kinds
        for asked in kind.attributes
        if asked.datatype == "text"
    )


def question_fields(catalogue: Catalogue, language: Language) -> dict[str, Any]:
    """A JSON Schema property for each question, with the kinds for which it is asked."""
    asked_by: dict[str, list[str]] = {}
    questions: dict[str, Attribute] = {}
    for kind in catalogue.kinds:
        for asked in kind.attributes:
            questions[asked.code] = asked
            asked_by.setdefault(asked.code, []).append(kind.code)
    return {
        code: {**_field(asked, language, order), "x-when": {"kind": asked_by[code]}}
        for order, (code, asked) in enumerate(questions.items(), start=1)
    }


def _field(asked: Attribute, language: Language, order: int) -> dict[str, Any]:
    texts = FieldTexts(
        title=asked.name.in_(language),
        description=asked.hint.in_(language) if asked.hint else "",
    )
    node = _node(asked, language)
    required = {"x-required": True} if asked.required else {}
    return {
        **field_words(node, texts, language, order=order, required=asked.required),
        **required,
    }


def _node(asked: Attribute, language: Language) -> dict[str, Any]:
    match asked.datatype:
        case "number":
            kind = "integer" if asked.whole else "number"
            least, most = _tidy(asked.least), _tidy(asked.most)
            return {"type": kind, "minimum": least, "maximum": most, "x-widget": "number"}
        case "datetime":
            return {"type": "string", "x-widget": "date"}
        case "string":
            return {"type": "string", "maxLength": STRING_MAX, "x-widget": "text"}
        case "text":
            return {"type": "string", "maxLength": TEXT_MAX, "x-widget": "lines"}
    keys = [value.key for value in asked.values]
    choices = {
        "x-choices": [
            {"value": value.key, "title": value.name.in_(language)} for value in asked.values
        ]
    }
    if asked.datatype == "singlevaluelist":
        return {"type": "string", "enum": keys, "x-widget": "choice", **choices}
    items = {"type": "string", "enum": keys}
    return {"type": "array", "items": items, "x-widget": "choices", **choices}


def _tidy(number: float) -> float | int:
    return int(number) if number.is_integer() else number


def answers_in_words(
    kind: Kind | None, answers: Mapping[str, Any], language: Language
) -> tuple[tuple[str, str], ...]:
    """Title and value of each answer; codes where the catalogue does not know them any more."""
    found = []
    for code, answer in answers.items():
        asked = kind.attribute(code) if kind else None
        keys = answer if isinstance(answer, list) else [answer]
        words = [_value_words(asked, key, language) for key in keys]
        found.append((asked.name.in_(language) if asked else code, ", ".join(words)))
    return tuple(found)


def _value_words(asked: Attribute | None, key: Any, language: Language) -> str:
    value = asked.value(str(key)) if asked else None
    return value.name.in_(language) if value else str(key)
