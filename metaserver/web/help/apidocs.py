"""What ``/api/openapi.json`` says of live help and of the water desk."""

from __future__ import annotations

from typing import Any, Final

from pydantic import BaseModel, Field

from metaserver.civic.help.models import DeskShown, HelpRequest, TalkShown
from metaserver.civic.knowledge.models import Answer
from metaserver.civic.water.models import SettlementRequest, SettlementShown, TariffShown
from metaserver.web.help.orders import Ask, Begun, Current, Leave, Look, RateTalk, Say, TalkOrder
from metaserver.web.services.apidocs import CSRF, KEY, Given, Operation, json_body

_NUMBER: Final = {"number": "Of a talk: H-2026-000123."}
_TAKEN: Final = (403, 408, 413, 415, 422, 429)
_DEPARTMENT: Final = {"department": "Its code, such as water; else the 120 desk."}


class Form(BaseModel):
    title: str
    summary: str
    schema_: dict[str, Any] = Field(alias="schema")
    """JSON Schema of the form, with ``x-`` words for whoever draws it."""


def operations() -> list[Operation]:
    """``name`` is that of its handler in ``HelpApi``."""
    return [
        Operation(
            path="/help/desk", name="help_desk", method="GET", answer=DeskShown,
            in_query=_DEPARTMENT, errors=(422,), summary="How it stands at a desk.",
        ),
        Operation(
            path="/help/ask", name="help_ask", answer=Answer, headers=CSRF, body=_of(Ask),
            errors=_TAKEN, summary="Asks the knowledge base; nothing of it is kept.",
        ),
        Operation(
            path="/help/current", name="help_current", method="GET", answer=Current,
            summary="The talk that this browser holds, and its code.",
        ),
        Operation(
            path="/help/talks", name="help_begin", answer=Begun, status=201,
            headers={**CSRF, **KEY}, body=_of(HelpRequest), errors=(*_TAKEN, 409),
            summary="Asks for a person.",
        ),
        _talk("look", "What is new; waits for it.", Look, TalkShown),
        _talk("say", "A line of the visitor.", Say, TalkShown),
        _talk("typing", "The visitor is writing.", TalkOrder, TalkShown),
        _talk("end", "The visitor ends it.", TalkOrder, TalkShown),
        _talk("rate", "How good it was.", RateTalk, TalkShown),
        _talk("leave", "Leaves it in writing: a complaint comes of it.", Leave, Given, status=201),
        _talk("transcript", "All that was said, as a file.", TalkOrder, None),
        Operation(
            path="/water/tariff", name="water_tariff", method="GET", answer=TariffShown,
            summary="What water costs.",
        ),
        Operation(
            path="/water/settlement", name="water_form", method="GET", answer=Form,
            summary="The form of the settlement.",
        ),
        Operation(
            path="/water/settlement", name="water_settlement", answer=SettlementShown,
            headers=CSRF, body=_of(SettlementRequest), errors=_TAKEN,
            summary="Sums up a settlement; nothing of it is kept.",
        ),
    ]  # fmt: skip


def _talk(
    what: str, summary: str, body: type[BaseModel], answer: type[BaseModel] | None,
    status: int = 200,
) -> Operation:  # fmt: skip
    return Operation(
        path=f"/help/talks/{{number}}/{what}", name=f"help_{what}", summary=summary,
        answer=answer, status=status, in_path=_NUMBER, headers=CSRF, body=_of(body),
        errors=(*_TAKEN, 404, 409),
    )  # fmt: skip


def _of(body: type[BaseModel]) -> dict[str, Any]:
    return json_body(body.model_json_schema())
