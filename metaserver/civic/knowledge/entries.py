"""Entries of the knowledge base as operators write them: Markdown with a head of YAML.

``{folder}/{department}/{language}/{topic}.md``; one topic has the same name in both languages::

    ---
    title: How to read the water meter
    also: [where do I see what I used]
    source_title: What the page is called that this rests on
    source: https://…
    as_of: 2026-11-20
    ---
    Open the lid …
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from metaserver.civic.complaints.models import KindCode
from metaserver.civic.knowledge.markdown import plain_text
from metaserver.civic.knowledge.models import TopicId
from metaserver.civic.models import Language
from metaserver.civic.texts import LANGUAGES
from metaserver.civic.yamlfile import parse_yaml, read_text
from metaserver.errors import SettingError

STARTER: Final = Path(__file__).with_name("starter")
"""The entries that come with the city; operators write their own."""
ENTRIES_MAX: Final = 2000
BODY_MAX: Final = 4000
"""Characters. Whoever needs more has two topics."""

_HEAD: Final = re.compile(r"---[ \t]*\r?\n.*?^---[ \t]*\r?$\n?", re.DOTALL | re.MULTILINE)
_TOPIC: Final = TypeAdapter[str](TopicId)
_DEPARTMENT: Final = TypeAdapter[str](KindCode)

Line = Annotated[str, Field(min_length=1, max_length=200)]


class Head(BaseModel):
    """What stands above an entry's text."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)

    title: Line
    source_title: Line
    source: Annotated[str, Field(pattern=r"^(https?://\S+)?$", max_length=500)] = ""
    as_of: dt.date
    also: Annotated[tuple[Line, ...], Field(max_length=60)] = ()
    """How else people ask for it."""


@dataclass(frozen=True, slots=True)
class Entry:
    topic: str
    department: str
    language: Language
    head: Head
    words: str
    """The text without Markdown."""


def load_entries(folder: Path = STARTER) -> list[Entry]:
    """All of a folder, ordered by path. Raises ``SettingError`` with file and line of each
    mistake."""
    found, mistakes = list[Entry](), list[str]()
    for path in _files(folder):
        try:
            found.append(_entry(folder, path))
        except SettingError as error:
            mistakes.append(str(error))
    mistakes += _twice(found)
    if not found and not mistakes:
        mistakes.append(f"{folder}: there is no entry; write one as docs/knowledge.md shows.")
    if mistakes:
        raise SettingError("\n".join(mistakes))
    return found


def _files(folder: Path) -> list[Path]:
    """Markdown beneath the folders of departments; what lies beside those is for people."""
    paths = sorted(path for path in folder.rglob("*.md") if path.parent != folder)
    if len(paths) > ENTRIES_MAX:
        raise SettingError(f"{folder}: {len(paths)} entries; {ENTRIES_MAX} are allowed.")
    return paths


def _entry(folder: Path, path: Path) -> Entry:
    department, language = _place(folder, path)
    text = read_text(path)
    found = _HEAD.match(text)
    if not found:
        raise SettingError(f"{path}:1: an entry begins with a head of YAML between two lines ---.")
    head = parse_yaml(path, _without_end(found[0]), Head)
    words = plain_text(text[found.end() :])
    line = found[0].count("\n") + 1
    if not words:
        raise SettingError(f"{path}:{line}: there is no text below the head.")
    if len(words) > BODY_MAX:
        raise SettingError(
            f"{path}:{line}: {len(words)} characters, {BODY_MAX} are allowed; make two topics."
        )
    return Entry(path.stem, department, language, head, words)


def _without_end(head: str) -> str:
    """Its first line stays, so that lines count as in the file; the last would begin anew."""
    return head.rstrip().removesuffix("---")


def _place(folder: Path, path: Path) -> tuple[str, Language]:
    """Department and language, by the folders it lies in."""
    parts = path.relative_to(folder).parts
    language = next((each for each in LANGUAGES if parts[1:2] == (each,)), None)
    try:
        if len(parts) == 3 and language:
            _TOPIC.validate_python(path.stem)
            return _DEPARTMENT.validate_python(parts[0]), language
    except ValidationError:
        pass
    raise SettingError(
        f"{path}: an entry lies in department/ko/topic.md or department/en/topic.md, with names "
        "of small letters, digits and hyphens."
    )


def _twice(entries: list[Entry]) -> Iterator[str]:
    """A topic belongs to one department: it is told by its name alone."""
    departments: dict[str, str] = {}
    for each in entries:
        other = departments.setdefault(each.topic, each.department)
        if other != each.department:
            yield (
                f"The topic {each.topic} lies in the departments {other} and {each.department}; "
                "give one of them another name."
            )
