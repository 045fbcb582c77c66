"""A form as a template draws it: fields, what was typed, and what is wrong, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from metaserver.civic.models import Language
from metaserver.errors import MetaserverError
from metaserver.web.services.fields import Field, walk
from metaserver.web.services.placemap import PlaceMap
from metaserver.web.services.values import Typed
from metaserver.web.services.words import CODES, PROBLEMS, Words
from metaserver.web.wish_words import field_words
from metaserver.web.wishes import code_of, words_of


@dataclass(frozen=True, slots=True, kw_only=True)
class FormView:
    fields: Sequence[Field]
    values: Typed = field(default_factory=dict)
    wrong: Mapping[str, str] = field(default_factory=dict)
    """Dotted name to a sentence."""
    maps: Mapping[str, PlaceMap] = field(default_factory=dict)
    """Name of a field for a place to the map on which it is pointed at."""
    steered: bool = False
    """Whether the map was just moved: it is what somebody looks at now."""

    def all(self, name: str) -> Sequence[str]:
        return self.values.get(name, ())

    def first(self, name: str) -> str:
        return next(iter(self.all(name)), "")

    def has(self, name: str, value: str) -> bool:
        return value in self.all(name)

    def any(self, fields: Iterable[Field]) -> bool:
        """Whether something was typed in one of them, or is wrong there."""
        return any(self.first(each.name) or self.error(each.name) for each in fields)

    def error(self, name: str) -> str:
        return self.wrong.get(name, "")

    def summary(self) -> list[tuple[str, str, str]]:
        """Element id ('' for none), title and sentence of all that is wrong, as in the form."""
        drawn = [(each.id, each.title, self.error(each.name)) for each in walk(self.fields)]
        known = {each.name for each in walk(self.fields)}
        other = [("", "", sentence) for name, sentence in self.wrong.items() if name not in known]
        return [line for line in [*drawn, *other] if line[2]]


def in_words(
    codes: Mapping[str, str], fields: Sequence[Field], root: Words, language: Language
) -> dict[str, str]:
    """Sentences for the codes of ``Invalid``, by the field that is drawn for each.

    ``root``: the form's own, for names that are no field.
    """
    known = {each.name: each for each in walk(fields)}
    found: dict[str, str] = {}
    for name, code in codes.items():
        at = _nearest(name, known)
        own = known[at].errors if at in known else {}
        found.setdefault(at, sentence(code, own, root, language))
    return found


def sentence(code: str, own: Words, root: Words, language: Language) -> str:
    """The field's own, the form's, one of these pages, then the usual one."""
    return (
        own.get(code) or root.get(code) or CODES[language].get(code) or field_words(code, language)
    )


def problem_words(error: MetaserverError, language: Language) -> str:
    """What went wrong with the whole of it, and what to do next."""
    own = PROBLEMS[language].get(code_of(error))
    return own or " ".join(words_of(error, language))


def _nearest(name: str, known: Mapping[str, Field]) -> str:
    """The field of that name, or the one it lies in; the name itself where there is none."""
    at = name
    while at and at not in known:
        at = at.rpartition(".")[0]
    return at or name
