"""A form as JSON Schema: the request model's own, with labels, hints and sentences for errors."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from pydantic import BaseModel

from metaserver.civic.models import Language
from metaserver.civic.texts import FieldTexts, ServiceTexts, common_texts

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
LINES_FROM: Final = 500
"""Texts that may be so long get several lines."""
_TEMPLATES: Final = ("long_max", "range_both", "many", "number", "date")
_TEXT_CODES: Final = ("form", "html", "characters", "resident_number")

Node = dict[str, Any]


def form_schema(
    model: type[BaseModel],
    texts: ServiceTexts,
    language: Language,
    extra: Mapping[str, Mapping[str, Any]],
) -> Node:
    """JSON Schema of an object with the words of ``civic.models.Service``.

    Fields stand in the model's order. ``extra``: dotted name to what a field has besides;
    ``{"x-skip": True}`` leaves it out. A field without texts is not drawn: it gets no ``x-`` word.
    """
    maker = _Maker(texts, language, extra)
    whole = model.model_json_schema()
    found = maker.object(_inlined(whole, whole.get("$defs", {})), "")
    sentences = {k: v for k, v in maker.common.items() if k not in _TEMPLATES}
    return {
        "$schema": DIALECT,
        **found,
        "title": texts.title,
        "description": texts.summary,
        "x-errors": sentences,
    }


def field_words(
    node: Node, texts: FieldTexts, language: Language, *, order: int, required: bool = False
) -> Node:
    """The same for a field that no model has, such as a catalogue's question."""
    return _words(node, texts, dict(common_texts()[language].errors), order, required)


class _Maker:
    def __init__(
        self, texts: ServiceTexts, language: Language, extra: Mapping[str, Mapping[str, Any]]
    ) -> None:
        self.common = dict(common_texts()[language].errors)
        self._texts = texts
        self._extra = extra

    def object(self, node: Node, above: str) -> Node:
        required = node.get("required", [])
        properties: Node = {}
        for order, (name, inner) in enumerate(node.get("properties", {}).items(), start=1):
            extra = self._extra.get(above + name, {})
            if not extra.get("x-skip"):
                properties[name] = self._field(inner, above + name, order, name in required)
        found: Node = {"type": "object", "properties": properties, "additionalProperties": False}
        kept = [name for name in required if name in properties]
        return {**found, "required": kept} if kept else found

    def _field(self, inner: Node, name: str, order: int, required: bool) -> Node:
        node = _plain(inner)
        if "properties" in node:
            node = self.object(node, f"{name}.")
        texts = self._texts.fields.get(name)
        extra = dict(self._extra.get(name, {}))
        if texts is None:
            return {**node, **extra}
        return {**_words({**node, **extra}, texts, self.common, order, required), **extra}


def _words(node: Node, texts: FieldTexts, common: Node, order: int, required: bool) -> Node:
    errors = {**_sentences(node, common, required), **texts.errors}
    hint = {"description": texts.description} if texts.description else {}
    words = {"x-order": order, "x-widget": node.get("x-widget") or _widget(node)}
    return {
        **node,
        "title": texts.title,
        **hint,
        **words,
        **({"x-errors": errors} if errors else {}),
    }


def _widget(node: Node) -> str:
    if "enum" in node:
        return "choice"
    kind = node.get("type")
    if kind == "string":
        return "lines" if node.get("maxLength", 0) >= LINES_FROM else "text"
    return {"boolean": "tick", "number": "number", "integer": "number"}.get(str(kind), "group")


def _sentences(node: Node, common: Node, required: bool) -> dict[str, str]:
    """A sentence for each code that such a field can have."""
    widget = node.get("x-widget") or _widget(node)
    codes = {"missing": common["missing"]} if required else {}
    if widget in ("choice", "choices"):
        return {**codes, "choice": common["choice"], "form": common["choice"]}
    if widget == "number":
        return {**codes, "form": common["number"], "range": _range(node, common)}
    if widget == "date":
        return {**codes, "form": common["date"], "range": common["range"]}
    if widget == "photos":
        many = common["many"].format(max=node.get("maxItems", 1))
        return {**codes, "long": many, "many": many}
    if node.get("type") == "string":
        most = node.get("maxLength")
        long = common["long_max"].format(max=f"{most:,}") if most else common["long"]
        return {**codes, "long": long, **{code: common[code] for code in _TEXT_CODES}}
    return codes


def _range(node: Node, common: Node) -> str:
    if "minimum" not in node or "maximum" not in node:
        return str(common["range"])
    return str(common["range_both"]).format(
        min=f"{node['minimum']:,g}", max=f"{node['maximum']:,g}"
    )


def _inlined(node: Any, definitions: Mapping[str, Any]) -> Any:
    """Without references; ours never point at themselves."""
    if isinstance(node, list):
        return [_inlined(each, definitions) for each in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        aimed = _inlined(definitions[node["$ref"].rpartition("/")[2]], definitions)
        return {**aimed, **{k: _inlined(v, definitions) for k, v in node.items() if k != "$ref"}}
    return {k: _inlined(v, definitions) for k, v in node.items() if k != "$defs"}


def _plain(node: Node) -> Node:
    """Without pydantic's own titles and docstrings; of "this or null" only this."""
    options = [each for each in node.get("anyOf", []) if each.get("type") != "null"]
    if len(options) == 1:
        node = {**options[0], **node}
    dropped = ("title", "description", "anyOf", "default")
    return {k: v for k, v in node.items() if k not in dropped}
