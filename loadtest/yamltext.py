"""YAML text to plain values, each with its line. Only what a scenario needs: mappings, lists and
scalars of one small document."""

from __future__ import annotations

from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.constructor import DuplicateKeyError
from ruamel.yaml.error import YAMLError
from ruamel.yaml.events import AliasEvent, CollectionStartEvent, DocumentStartEvent

Way = tuple[str | int, ...]
"""From the root to a value: ``("mix", 0, "share")``."""

_WHERE = {str: "key", int: "item"}
"""How ruamel tells where a key, or an entry of a list, is written."""
MAX_CHARS = 100_000
MAX_DEPTH = 8


class BadText(ValueError):
    """The text cannot be read; ``line`` counts from 1."""

    def __init__(self, line: int, sentence: str) -> None:
        super().__init__(sentence)
        self.line = line


class Text:
    """The values of a document, and where they are written. Raises ``BadText``."""

    def __init__(self, text: str) -> None:
        if len(text) > MAX_CHARS:
            raise BadText(1, f"the file is longer than {MAX_CHARS:,} characters; shorten it")
        try:
            _refuse_cleverness(text)
            self.data: Any = YAML(typ="rt", pure=True).load(text)
        except BadText:
            raise
        except YAMLError as error:
            raise BadText(_line(error), _sentence(error)) from None
        except (ValueError, AttributeError, IndexError, TypeError, KeyError, AssertionError):
            # ruamel's scanner raises these for some broken text, without saying where.
            raise BadText(1, "this is not YAML; compare it with a scenario that works") from None

    def line(self, way: Way) -> int:
        """Of the value at ``way``, or of the nearest part around it that is written down."""
        at: Any = self.data
        line = 1
        for step in way:
            try:
                line = getattr(at.lc, _WHERE[type(step)])(step)[0] + 1
                at = at[step]
            except (AttributeError, KeyError, IndexError, TypeError):
                break
        return line


def _refuse_cleverness(text: str) -> None:
    """Nothing that makes a small file large, or a flat one deep."""
    depth = documents = 0
    for event in YAML(typ="safe", pure=True).parse(text):
        line = event.start_mark.line + 1
        if isinstance(event, AliasEvent):
            raise BadText(line, "anchors and aliases are not allowed; write the value out")
        depth += isinstance(event, CollectionStartEvent)
        depth -= type(event).__name__ in ("MappingEndEvent", "SequenceEndEvent")
        documents += isinstance(event, DocumentStartEvent)
        if depth > MAX_DEPTH:
            raise BadText(line, f"this is nested deeper than {MAX_DEPTH} levels")
        if documents > 1:
            raise BadText(line, "a second document begins here; one file is one scenario")


def _line(error: YAMLError) -> int:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    return int(mark.line) + 1 if mark is not None else 1


def _sentence(error: YAMLError) -> str:
    if isinstance(error, DuplicateKeyError):
        return "this key is written twice; keep one"
    what = str(getattr(error, "problem", None) or "")
    if "\\t" in what or "'\t'" in what:
        return "a tab is used for indentation; use spaces"
    reason = f" ({what})" if what else ""
    return f"this is not YAML{reason}; look at indentation, quotes and brackets"
