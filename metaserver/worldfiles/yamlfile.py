"""YAML text to plain values that know their lines, whatever the text may be.

Only the plain part of YAML is taken: mappings, lists and scalars. Anchors,
aliases and tags are refused, so that no small file grows large in memory.
Parsing is a loop over events with a bounded depth, so that no text can
exhaust the stack.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    CollectionStartEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
)

from metaserver.worldfiles.problems import Problem, Way, dotted

MAX_FILE_BYTES = 1_000_000
MAX_DEPTH = 16
MAX_VALUES = 60_000

_NUMBER = re.compile(r"[-+]?(\d{1,15}(\.\d{0,15})?|\.\d{1,15})([eE][-+]?\d{1,3})?")
_WORDS: dict[str, bool | None] = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
}  # fmt: skip


@dataclass
class Document:
    """A parsed file: its values, the line of each of them, and what was wrong."""

    file: str
    data: Any = None
    lines: dict[Way, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def line(self, path: Way) -> int:
        """Line of the value, or of the nearest part around it that is written down."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def add(self, path: Way, sentence: str, line: int | None = None) -> None:
        at = line or self.line(path)
        self.problems.append(Problem(self.file, at, dotted(path), sentence))


class _Stop(Exception):
    """The rest of the file need not be read; the problem is already noted."""


def read_yaml(path: Path, shown_as: str | None = None) -> Document:
    """Read a file; every fault is in ``Document.problems``, none is raised."""
    document = Document(shown_as or str(path))
    try:
        with path.open("rb") as stream:
            raw = stream.read(MAX_FILE_BYTES + 1)
    except OSError as error:
        document.add((), f"The file cannot be read: {error.strerror or error}.")
        return document
    if len(raw) > MAX_FILE_BYTES:
        document.add((), "The file is larger than 1 MB; split the world or drop what it repeats.")
        return document
    return _decode(document, raw)


def _decode(document: Document, raw: bytes) -> Document:
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        document.add((), "The file is not UTF-8 text; save it as UTF-8.", line)
        return document
    return parse_yaml(document, text)


def parse_yaml(document: Document, text: str) -> Document:
    """Fill ``document`` from ``text``; values stay unset where the text cannot be read."""
    try:
        _Builder(document).build(YAML(typ="safe", pure=True).parse(text))
    except _Stop:
        document.data = None
    except YAMLError as error:
        document.data = None
        document.add((), _syntax(error), _line(error))
    except (ValueError, AttributeError, IndexError, TypeError, AssertionError, KeyError):
        # ruamel's scanner raises these for some broken text, without saying where.
        document.data = None
        document.add((), "The text is not YAML; compare it with a world that works.")
    return document


def _line(error: YAMLError) -> int:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    return int(mark.line) + 1 if mark is not None else 1


def _syntax(error: YAMLError) -> str:
    what = str(getattr(error, "problem", None) or getattr(error, "reason", None) or "")
    if "\\t" in what or "'\t'" in what:
        return "A tab is used for indentation; use spaces."
    reason = f" ({what})" if what else ""
    return f"The text is not YAML here{reason}; look at indentation, quotes and brackets."


class _Builder:
    """Builds plain values from parser events, with an explicit stack."""

    def __init__(self, document: Document) -> None:
        self.document = document
        # Open collections, each with its way; the key is the one whose value comes next.
        self.stack: list[tuple[Way, Any]] = []
        self.key: str | None = None
        self.key_line = 1
        self.documents = 0
        self.values = 0

    def build(self, events: Iterator[Any]) -> None:
        for event in events:
            if isinstance(event, DocumentStartEvent):
                self._begin(event)
            elif isinstance(event, NodeEvent):
                self._refuse_cleverness(event)
                self._node(event)
            elif isinstance(event, MappingEndEvent | SequenceEndEvent):
                self.stack.pop()

    def _begin(self, event: Any) -> None:
        self.documents += 1
        if self.documents > 1:
            self._stop(event, "A second document begins with '---'; one file is one document.")

    def _stop(self, event: Any, sentence: str) -> None:
        self.document.add(self._path(), sentence, event.start_mark.line + 1)
        raise _Stop

    def _refuse_cleverness(self, event: Any) -> None:
        if isinstance(event, AliasEvent) or event.anchor is not None:
            self._stop(event, "Anchors (&) and aliases (*) are not allowed; write the value out.")
        tag = getattr(event, "tag", None)
        if tag is not None and str(tag) != "!":
            self._stop(event, "Tags (!) are not allowed; write the plain value.")
        self.values += 1
        if self.values > MAX_VALUES:
            self._stop(event, f"The file has more than {MAX_VALUES} values; split the world.")
        if isinstance(event, CollectionStartEvent) and len(self.stack) >= MAX_DEPTH:
            self._stop(event, f"This is nested deeper than {MAX_DEPTH} levels.")

    def _path(self) -> Way:
        if not self.stack:
            return ()
        path, container = self.stack[-1]
        if isinstance(container, list):
            return (*path, len(container))
        return path if self.key is None else (*path, self.key)

    def _node(self, event: Any) -> None:
        in_mapping = bool(self.stack) and isinstance(self.stack[-1][1], dict)
        if in_mapping and self.key is None:
            self._key(event)
            return
        path = self._path()
        # A block below its key is found at the key; a plain value at the value itself.
        scalar = isinstance(event, ScalarEvent)
        line = event.start_mark.line + 1 if scalar or not in_mapping else self.key_line
        self.document.lines[path] = line
        self._put(_scalar(event) if scalar else {} if _is_mapping(event) else [], path)

    def _put(self, value: Any, path: Way) -> None:
        if not self.stack:
            self.document.data = value
        elif self.key is not None:
            self.stack[-1][1][self.key] = value
        else:
            self.stack[-1][1].append(value)
        self.key = None
        if isinstance(value, dict | list):
            self.stack.append((path, value))

    def _key(self, event: Any) -> None:
        if not isinstance(event, ScalarEvent):
            self._stop(event, "The name of a field must be a plain word.")
        path, mapping = self.stack[-1]
        self.key, self.key_line = str(event.value), event.start_mark.line + 1
        if self.key in mapping:
            self.document.add(
                (*path, self.key), "This field is written twice; keep one.", self.key_line
            )


def _is_mapping(event: Any) -> bool:
    return isinstance(event, MappingStartEvent)


def _scalar(event: Any) -> Any:
    text = str(event.value)
    if event.style:  # quoted or block text
        return text
    if text in _WORDS:
        return _WORDS[text]
    if not _NUMBER.fullmatch(text):
        return text
    return int(text) if text.lstrip("+-").isdigit() else float(text)
