"""What a form says, made clean and checked against the model of what is asked.

Whatever comes in: every wrong field is named, each with the code of a sentence.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping
from typing import Any, Final, TypeVar

from pydantic import BaseModel, ValidationError

from metaserver.errors import Invalid

DEPTH_MAX: Final = 5
VALUES_MAX: Final = 300
TEXT_MAX: Final = 20_000
"""No field is read beyond it."""
TEXTS_MAX: Final = 40_000
"""All fields together, in characters."""
PROBLEMS_MAX: Final = 50

_FIELD_NAME: Final = re.compile(r"[A-Za-z][\w.-]{0,59}")
_PASTED: Final = re.compile("[\u00ad\u200b\u2060\ufeff]")
"""Invisible signs that come along when text is copied; nobody means them."""
_BLANKS: Final = re.compile("[ \t\u00a0\u2000-\u200a\u202f\u205f\u3000]+")
_BREAKS: Final = re.compile("\r\n?|[\v\f\u0085\u2028\u2029]")
_TURNS: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""They turn the direction of what is read, to pass one text off for another."""
_TAG: Final = re.compile(r"<[\s/!?]{0,4}[A-Za-z][^<>]{0,2000}>|<!--")
_RESIDENT_NUMBER: Final = re.compile(
    r"(?<!\d)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\s?[-–]?\s?[1-8]\d{6}(?!\d)"
)
"""Birth date, sign of sex and century, and six digits: it is never asked for."""

_CODES: Final = {
    "missing": "missing",
    "extra_forbidden": "unknown",
    "string_too_long": "long",
    "too_long": "long",
    "string_too_short": "short",
    "too_short": "short",
    "literal_error": "choice",
    "enum": "choice",
    "finite_number": "range",
}
_Model = TypeVar("_Model", bound=BaseModel)


def clean_text(text: str, *, lines: bool) -> str:
    """Composed (NFC), without what nobody means; one line unless ``lines``.

    Raises ``ValueError`` with a code: ``long``, ``characters``, ``html``, ``resident_number``.
    """
    if len(text) > TEXT_MAX:
        raise ValueError("long")
    text = _BREAKS.sub("\n", unicodedata.normalize("NFC", _PASTED.sub("", text)))
    rows = [_BLANKS.sub(" ", row).strip() for row in text.split("\n")]
    text = ("\n" if lines else " ").join(rows).strip()
    if any(_is_forbidden(char) for char in text):
        raise ValueError("characters")
    if _TAG.search(text):
        raise ValueError("html")
    if _RESIDENT_NUMBER.search(text):
        raise ValueError("resident_number")
    return text


def _is_forbidden(char: str) -> bool:
    """Control characters, lone surrogates, and what is no character at all."""
    if char in _TURNS or unicodedata.category(char) in ("Cc", "Cs"):
        return char != "\n"
    return ord(char) & 0xFFFE == 0xFFFE or "\ufdd0" <= char <= "\ufdef"


def clean_words(words: str, *, field: str, most: int) -> str:
    """Of a text that comes alone. Raises ``Invalid``."""
    try:
        words = clean_text(words, lines=True)
    except ValueError as error:
        raise Invalid({field: str(error)}) from None
    if len(words) > most:
        raise Invalid({field: "long"})
    return words


class Cleaned:
    """A form's values without empty ones, and what was wrong with some of them.

    ``lines``: dotted names of texts of several lines.
    """

    def __init__(self, form: Mapping[str, Any], *, lines: Collection[str] = ()) -> None:
        self.problems: dict[str, str] = {}
        self._lines = lines
        self._values = 0
        self._chars = 0
        self.values: dict[str, Any] = self._mapping(form, "", 0)

    def _mapping(self, given: Mapping[Any, Any], above: str, depth: int) -> dict[str, Any]:
        found = {}
        for name, value in given.items():
            if not isinstance(name, str) or not _FIELD_NAME.fullmatch(name):
                self._wrong(above.rstrip(".") or "form", "unknown")
                continue
            kept = self._value(value, above + name, depth + 1)
            if kept not in ("", None, [], {}):
                found[name] = kept
        return found

    def _value(self, value: Any, name: str, depth: int) -> Any:
        self._values += 1
        if depth > DEPTH_MAX or self._values > VALUES_MAX:
            self._wrong(name, "form")
            return None
        if isinstance(value, str):
            return self._text(value, name)
        if isinstance(value, Mapping):
            return self._mapping(value, f"{name}.", depth)
        if isinstance(value, list | tuple):
            return [self._value(each, name, depth + 1) for each in value[: VALUES_MAX + 1]]
        return value

    def _text(self, text: str, name: str) -> str | None:
        self._chars += len(text)
        try:
            if self._chars > TEXTS_MAX:
                raise ValueError("long")
            return clean_text(text, lines=name in self._lines)
        except ValueError as error:
            self._wrong(name, str(error))
            return None

    def _wrong(self, name: str, code: str) -> None:
        if len(self.problems) < PROBLEMS_MAX:
            self.problems.setdefault(name, code)


def problems_of(model: type[BaseModel], values: Mapping[str, Any]) -> dict[str, str]:
    """Dotted name to code of whatever the model does not take."""
    try:
        model.model_validate(values)
    except ValidationError as error:
        found: dict[str, str] = {}
        for each in error.errors(include_url=False, include_context=False, include_input=False):
            name = ".".join(str(part) for part in each["loc"] if isinstance(part, str)) or "form"
            if len(found) < PROBLEMS_MAX:
                found.setdefault(name, _code(each["type"]))
        return found
    return {}


def _code(kind: str) -> str:
    if kind.startswith(("greater_than", "less_than")):
        return "range"
    return _CODES.get(kind, "form")


def read_form(
    model: type[_Model], form: Mapping[str, Any], *, lines: Collection[str] = ()
) -> _Model:
    """The request that a form makes. Raises ``Invalid``."""
    cleaned = Cleaned(form, lines=lines)
    problems = {**problems_of(model, cleaned.values), **cleaned.problems}
    if problems:
        raise Invalid(problems)
    return model.model_validate(cleaned.values)
