"""From what was typed to a receipt, whoever draws the form: page by page, or by the JSON API."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import BaseModel

from metaserver.civic.models import Asker, Language, Service
from metaserver.errors import Invalid, WorkerError
from metaserver.web.forms import Form
from metaserver.web.services.desks import Photos
from metaserver.web.services.fields import Field, asked, opening, read_schema, walk
from metaserver.web.services.values import Typed, request_of, typed
from metaserver.web.visitor import Visitor


@dataclass(frozen=True, slots=True, kw_only=True)
class Questions:
    """A service's schema in one language, read."""

    schema: Mapping[str, Any]
    fields: Sequence[Field]
    opening: Field | None
    root: Mapping[str, str]
    """Sentences for errors that are at no field."""


class Books:
    """The questions of each service, read once: a schema stays as it is while the server runs."""

    def __init__(self) -> None:
        self._read: dict[tuple[str, Language], Questions] = {}

    def of(self, service: Service, language: Language) -> Questions:
        place = (service.id, language)
        if place not in self._read:
            schema = service.schema(language)
            fields = read_schema(schema)
            self._read[place] = Questions(
                schema=schema,
                fields=fields,
                opening=opening(fields),
                root=schema.get("x-errors", {}),
            )
        return self._read[place]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One service's form as somebody has filled it in so far."""

    service: Service
    asked: Questions
    values: dict[str, list[str]]
    files: Sequence[tuple[str, bytes]] = ()
    """Field name and content of what was uploaded with it."""

    @property
    def chosen(self) -> str:
        """Title of what was chosen first, '' where that is still to be done."""
        first = self.asked.opening
        given = self.values.get(first.name, ()) if first else ()
        titles = {each.value: each.title for each in first.choices} if first else {}
        return next((titles[value] for value in given if value in titles), "")

    @property
    def drawn(self) -> Sequence[Field]:
        return asked(self.asked.fields, self.values)

    def request(self) -> dict[str, Any]:
        return request_of(self.asked.fields, self.values)

    async def fingerprint(self) -> Any:
        """The same for the same form sent twice; files count by their content, since each upload
        gets a name of its own."""
        values = {name: list(given) for name, given in self.values.items()}
        digests = []
        for name, data in self.files:
            # In a thread: 10 MB would hold everybody up for 20 ms.
            digests.append([name, (await asyncio.to_thread(hashlib.sha256, data)).hexdigest()])
        return [values, digests]


def fresh_sheet(service: Service, questions: Questions, query: Typed) -> Sheet:
    """``query``: what an address may fill in, which is the opening choice alone."""
    first = questions.opening
    given = {first.name: list(query.get(first.name, ()))} if first else {}
    return Sheet(service=service, asked=questions, values=given)


def filled_sheet(service: Service, questions: Questions, form: Form) -> Sheet:
    photos = {each.name for each in walk(questions.fields) if each.widget == "photos"}
    uploads = [(name, file.data) for name, file in form.files.multi_items() if name in photos]
    values = typed(form.multi_items(), questions.fields)
    return Sheet(service=service, asked=questions, values=values, files=uploads)


async def checked(sheet: Sheet, photos: Photos, visitor: Visitor) -> BaseModel:
    """The request. Uploads are taken in first and named in ``sheet.values``, so that they need
    not be chosen again where something else is wrong. Raises ``Invalid`` with all of it."""
    wrong = await take_in(sheet, photos, visitor)
    try:
        request = sheet.service.check(sheet.request())
    except Invalid as error:
        raise Invalid({**error.fields, **wrong}) from error
    if wrong:
        raise Invalid(wrong)
    return request


async def take_in(sheet: Sheet, photos: Photos, visitor: Visitor) -> dict[str, str]:
    """Keeps what was uploaded and names it in ``sheet.values``: what is wrong with it."""
    wrong: dict[str, str] = {}
    most = {each.name: each.items_max for each in walk(sheet.asked.fields)}
    for name, data in sheet.files:
        kept = sheet.values.setdefault(name, [])
        if len(kept) >= most[name]:
            wrong[name] = "many"
            break
        try:
            kept.append(await photos.add_photo(data, visitor.address_key))
        except Invalid as error:
            wrong[name] = next(iter(error.fields.values()), "broken")
        except WorkerError:
            wrong[name] = "photo_busy"
    return wrong


def asker_of(visitor: Visitor, channel: Literal["world", "page"]) -> Asker:
    return Asker(
        account=visitor.account.id if visitor.account else "",
        channel=channel,
        language=visitor.language,
        address_key=visitor.address_key,
    )


def who(visitor: Visitor) -> dict[str, str]:
    """The account, which may open a complaint without a code, and what limits count by."""
    account = visitor.account.id if visitor.account else ""
    return {"account": account, "address_key": visitor.address_key}
