"""Which complaints go to another Open311 server, what they are called there, how it behaves.

The operator's file (setting ``forward_map``)::

    format: 1
    name: {ko: 옆 도시(예시), en: Next town (example)}
    idempotent: true       # it honours the header Idempotency-Key, for key_hours (24)
    listed_within_s: 120   # GET requests shows a new one, with its description, within so long
    kinds:
      road: {service: "001", attributes: {damage: {code: DAMAGE, values: {pothole: P}}}}
      street-light: {service: "007", always: {SOURCE: seoul}}

Kinds that are not in it are answered here. Contacts and photos are never forwarded: nobody has
agreed to that.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Final, Literal

from pydantic import Field

from metaserver.civic.complaints.catalogue import Catalogue, Named
from metaserver.civic.complaints.models import DESCRIPTION_MAX, KindCode
from metaserver.civic.models import Part
from metaserver.civic.yamlfile import load_yaml
from metaserver.errors import SettingError
from metaserver.ports.complaints import Complaint

_CUT: Final = " …"

Code = Annotated[str, Field(min_length=1, max_length=100, pattern=r"^[^\s\x00-\x1f\[\]&=,]+$")]
"""A code over there."""


class ForwardAttribute(Part):
    """``values``: key here to key there; a key that is not in it goes as it is."""

    code: Code
    values: dict[str, Code] = Field(default_factory=dict)


class ForwardKind(Part):
    """Attributes that are not named are not sent; ``always`` are sent with every request."""

    service: Code
    attributes: dict[str, ForwardAttribute] = Field(default_factory=dict)
    always: dict[Code, str] = Field(default_factory=dict)


class ForwardMap(Part):
    format: Literal[1]
    name: Named
    """Of the office over there, for citizens."""
    answers: Literal["json", "xml"] = "json"
    jurisdiction: Annotated[str, Field(max_length=100)] = ""
    idempotent: bool = False
    key_hours: Annotated[float, Field(gt=0, le=24 * 365)] = 24
    listed_within_s: Annotated[float, Field(ge=1, le=86_400)] | None = None
    """None: that a request cannot be found there does not prove that it did not arrive."""
    private: bool = False
    """It lies on this machine or in a private network; only then is http taken too."""
    kinds: Annotated[dict[KindCode, ForwardKind], Field(min_length=1)]


def load_forward_map(path: Path) -> ForwardMap:
    """Raises ``SettingError`` with one sentence a mistake, each with its line."""
    return load_yaml(path, ForwardMap)


def check_codes(forward_map: ForwardMap, catalogue: Catalogue) -> None:
    """Raises ``SettingError`` for kinds and attributes that the catalogue does not have: they
    would never be forwarded, and nobody would know."""
    for code, there in forward_map.kinds.items():
        kind = catalogue.kind(code)
        if kind is None:
            raise SettingError(f"forward_map: kinds.{code}: the catalogue has no such kind.")
        for attribute in there.attributes:
            if kind.attribute(attribute) is None:
                raise SettingError(
                    f"forward_map: kinds.{code}.attributes.{attribute}: the catalogue asks no such"
                    " question about that kind."
                )


def reference(key: bytes, complaint: Complaint) -> str:
    """32 hex digits by which one complaint is known again: nobody else can make them, and after
    a backup was restored another complaint with that number has others."""
    message = b"\0".join((b"forward", complaint.number.encode(), complaint.code_salt.encode()))
    return hmac.digest(key, message, "sha256")[:16].hex()


def mark(key: bytes, complaint: Complaint) -> str:
    """Last line of the description over there: ``[ref 2026-000123-r1a2b3c4d]``.

    Without the letter in it some would look like resident registration numbers (the 519th of a year
    like somebody born on 19 May 2000), and be refused.
    """
    return f"[ref {complaint.number}-r{reference(key, complaint)[:8]}]"


def fields(complaint: Complaint, kind: ForwardKind, marked: str) -> list[tuple[str, str]]:
    """The form that is posted, but for key and jurisdiction. The same complaint gives the same:
    nothing in it changes after filing."""
    form = [("service_code", kind.service), ("description", _description(complaint, marked))]
    if complaint.lat is not None and complaint.lon is not None:
        form += [("lat", f"{complaint.lat:.6f}"), ("long", f"{complaint.lon:.6f}")]
    if complaint.address:
        form.append(("address_string", complaint.address))
    for code, told in complaint.attributes.items():
        if there := kind.attributes.get(code):
            form += _attribute(there, told)
    return form + [(f"attribute[{code}]", text) for code, text in kind.always.items()]


def _description(complaint: Complaint, marked: str) -> str:
    room = DESCRIPTION_MAX - len(marked) - 1
    words = complaint.description
    if len(words) > room:
        words = words[: room - len(_CUT)] + _CUT
    return f"{words}\n{marked}"


def _attribute(there: ForwardAttribute, told: Any) -> Iterator[tuple[str, str]]:
    if isinstance(told, list | tuple):
        for each in told:
            yield f"attribute[{there.code}][]", there.values.get(str(each), str(each))
    else:
        yield f"attribute[{there.code}]", there.values.get(str(told), str(told))
