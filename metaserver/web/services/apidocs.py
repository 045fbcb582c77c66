"""What ``/api/openapi.json`` says of each address."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from pydantic import BaseModel, Field
from starlette.responses import JSONResponse, Response

from metaserver.civic.complaints.models import ComplaintShown, DeskState, JoinRequest
from metaserver.civic.models import Receipt, Service
from metaserver.web.services.orders import Follow, Rate, Remind, Reopen

SUMMARY: Final = "Services of the city: their forms, what is asked of them, and how that stands."

PHOTO_TYPES: Final = ("image/jpeg", "image/png", "image/webp", "application/octet-stream")
"""What it is counts, not what it is called."""

_SERVICE: Final = {"service": "Id of a service, such as complaints."}
_NUMBER: Final = {"number": "Of a complaint, as its receipt has it: 2026-000123."}
CSRF: Final = {"X-CSRF-Token": "As /api/me gives it, with the cookies that came along."}
KEY: Final = {
    "Idempotency-Key": "8 to 128 letters, digits or ._~+/=:- of your own making; the same key and "
    "body again give the same receipt."
}
_LANG: Final = {"lang": "ko or en; else what the browser prefers."}


class Named(BaseModel):
    id: str
    title: str
    summary: str


class Listed(BaseModel):
    services: list[Named]


class Described(Named):
    schema_: dict[str, Any] = Field(alias="schema")
    """JSON Schema of the form, with ``x-`` words for whoever draws it."""
    state: DeskState | None


class Given(Receipt):
    follow_url: str = ""
    """With number and code behind the #; '' where there is nothing to follow."""
    qr: str = ""
    """Address of a picture of it, for the browser that was given the receipt."""


class Similar(BaseModel):
    similar: list[dict[str, Any]]


class PhotoId(BaseModel):
    id: str


class Told(BaseModel):
    code: str
    words: str
    fields: dict[str, str] = {}
    """Of ``invalid``: dotted name to a sentence."""


_PLAIN: Final[Mapping[str, Any]] = {
    "description": "Plain text.",
    "content": {"text/plain": {"schema": {"type": "string"}}},
}


class Problem(BaseModel):
    error: Told


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One address with one method; ``name`` is that of its handler."""

    path: str
    name: str
    summary: str
    answer: type[BaseModel] | None
    """None for plain text."""
    method: str = "POST"
    status: int = 200
    body: Mapping[str, Any] | None = None
    """Content type to schema."""
    errors: tuple[int, ...] = ()
    in_path: Mapping[str, str] = field(default_factory=dict)
    in_query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)

    def documented(self) -> dict[str, Any]:
        """As ``FastAPI.add_api_route`` takes it."""
        codes = sorted({*self.errors, 503})
        extra: dict[str, Any] = {"parameters": [*self._parameters()]}
        if self.body:
            content = {kind: {"schema": schema} for kind, schema in self.body.items()}
            extra["requestBody"] = {"required": True, "content": content}
        given = {"model": self.answer} if self.answer else _PLAIN
        return {
            # A class with a type of its own would give it to the errors too.
            "response_class": JSONResponse if self.answer else Response,
            "methods": [self.method],
            "operation_id": self.name,
            "summary": self.summary,
            "status_code": self.status,
            "responses": {
                self.status: given,
                **{code: {"model": Problem} for code in codes},
            },
            "openapi_extra": extra,
        }

    def _parameters(self) -> Iterable[dict[str, Any]]:
        for name, words in self.in_path.items():
            yield _parameter("path", name, words, required=True)
        for name, words in {**self.in_query, **_LANG}.items():
            yield _parameter("query", name, words)
        for name, words in self.headers.items():
            yield _parameter("header", name, words, required=name in CSRF)


def operations(services: Iterable[Service]) -> list[Operation]:
    """Every address of the API; the forms of these services are what a request may be."""
    forms = {"anyOf": [_form(each) for each in services] or [{"type": "object"}]}
    of_service: dict[str, Any] = {"in_path": _SERVICE, "body": json_body(forms)}
    taken = (403, 404, 408, 413, 415, 422, 429)
    return [
        Operation(
            path="/services", name="all", method="GET", answer=Listed,
            summary="Every service of this city.",
        ),
        Operation(
            path="/services/{service}", name="one", method="GET", answer=Described,
            in_path=_SERVICE, errors=(404,), summary="Its form, and how it stands at its desk.",
        ),
        Operation(
            path="/services/{service}", name="submit", answer=Given, status=201,
            headers={**CSRF, **KEY}, errors=(*taken, 409), **of_service,
            summary="Asks for something; it is kept when the receipt comes.",
        ),
        Operation(
            path="/services/{service}/similar", name="similar", answer=Similar, headers=CSRF,
            errors=taken, **of_service, summary="What others have asked already.",
        ),
        Operation(
            path="/photos", name="photo", answer=PhotoId, status=201, headers=CSRF,
            body={kind: {"type": "string", "format": "binary"} for kind in PHOTO_TYPES},
            errors=(403, 408, 413, 415, 422, 429),
            summary="Takes in a photo, to be named in a request within a day.",
        ),
        _complaint("join", "Me too.", JoinRequest, Given, taken, status=201),
        _complaint("follow", "How it stands.", Follow, ComplaintShown, taken),
        _complaint("reopen", "The answer did not solve it.", Reopen, ComplaintShown, taken),
        _complaint("rate", "How good the answer was.", Rate, ComplaintShown, taken),
        _complaint("remind", "The expected day is over.", Remind, ComplaintShown, taken),
    ]  # fmt: skip


def _complaint(
    name: str, summary: str, body: type[BaseModel], answer: type[BaseModel],
    errors: tuple[int, ...], status: int = 200,
) -> Operation:  # fmt: skip
    return Operation(
        path=f"/complaints/{{number}}/{name}", name=name, summary=summary, answer=answer,
        status=status, in_path=_NUMBER, errors=(*errors, 409),
        headers={**CSRF, **KEY} if status == 201 else CSRF,
        body=json_body(body.model_json_schema()),
    )  # fmt: skip


def _form(service: Service) -> dict[str, Any]:
    schema = service.schema("en")
    return {name: value for name, value in schema.items() if name != "$schema"}


def json_body(schema: Mapping[str, Any]) -> dict[str, Any]:
    return {"application/json": schema}


def _parameter(where: str, name: str, words: str, *, required: bool = False) -> dict[str, Any]:
    return {
        "in": where, "name": name, "description": words, "required": required,
        "schema": {"type": "string"},
    }  # fmt: skip
