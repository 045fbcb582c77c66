"""Every service as an ordinary page: the list, the form, what is similar, the receipt."""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response

from metaserver.civic.models import Language, Receipt, Service
from metaserver.errors import (
    Conflict,
    Invalid,
    Limited,
    MetaserverError,
    NotFound,
    StoreError,
    WorkerError,
)
from metaserver.ports.access import Once
from metaserver.web import csrf
from metaserver.web.forms import read_form
from metaserver.web.services.addresses import Addresses
from metaserver.web.services.desks import Complaints, Desks, Queued
from metaserver.web.services.fields import Choice
from metaserver.web.services.held import Held
from metaserver.web.services.joining import Joins, join_form
from metaserver.web.services.once import Recent, once
from metaserver.web.services.pointing import Landmarks, Pointing
from metaserver.web.services.qr import qr_picture
from metaserver.web.services.sending import (
    Books,
    Sheet,
    asker_of,
    checked,
    filled_sheet,
    fresh_sheet,
    take_in,
)
from metaserver.web.services.show import Shows, to
from metaserver.web.services.values import pairs
from metaserver.web.services.view import FormView, in_words, problem_words
from metaserver.web.services.words import WORDS
from metaserver.web.visitor import Visitor
from metaserver.web.wishes import headers_of, status_of

FORM_MAX_BYTES: Final = 32 * 1024 * 1024
"""Three photos of 10 MB, and the words."""
PICTURE: Final = {"Content-Security-Policy": "default-src 'none'; sandbox"}
_KEY: Final = re.compile(r"[A-Za-z0-9_-]{22,64}")


class ServicePages:
    def __init__(
        self, *, desks: Desks, complaints: Complaints, shows: Shows, held: Held,
        addresses: Addresses, landmarks: Landmarks,
    ) -> None:  # fmt: skip
        self._desks = desks
        self._complaints = complaints
        self._shows = shows
        self._held = held
        self._addresses = addresses
        self._pointing = Pointing(landmarks)
        self._books = Books()
        self._sent = Recent()
        self._joins = Joins(complaints)

    async def all(self, request: Request, visitor: Visitor) -> Response:
        language = visitor.language
        services = [
            {"id": each.id, "title": each.title(language), "summary": each.summary(language)}
            for each in self._desks.listed()
        ]
        title = WORDS[language]["services"]
        return self._shows.page(request, visitor, "list", title=title, services=services)

    async def open(self, request: Request, visitor: Visitor) -> Response:
        service = self._desks.get(request.path_params["service"])
        query = {name: request.query_params.getlist(name) for name in request.query_params}
        sheet = fresh_sheet(service, self._books.of(service, visitor.language), query)
        if sheet.asked.opening and not sheet.chosen:
            return await self._choose(request, visitor, sheet)
        return self._form(request, visitor, sheet)

    async def send(self, request: Request, visitor: Visitor) -> Response:
        service = self._desks.get(request.path_params["service"])
        form = await read_form(request, FORM_MAX_BYTES)
        csrf.check(request, visitor, form.text(csrf.FIELD))
        sheet = filled_sheet(service, self._books.of(service, visitor.language), form)
        given = form.text("key")
        key = given if _KEY.fullmatch(given) else _new_key()
        try:
            number = form.text("join")
            if number and self._is_followed(service):
                mark = once(key, number, await sheet.fingerprint())
                return await self._join(request, visitor, sheet, number, mark)
            if self._pointing.steer(sheet, form, visitor.language):
                return await self._steered(request, visitor, sheet, key)
            if form.text("step") == "edit":
                return self._form(request, visitor, sheet, key=key)
            return await self._submit(request, visitor, sheet, key, form.text("step"))
        except Invalid as error:
            return await self._again(request, visitor, sheet, error, key)
        except Conflict as error:
            return self._again_as_new(request, visitor, sheet, error)
        except (Limited, StoreError, WorkerError) as error:
            return self._later(request, visitor, sheet, error, key)

    async def receipt(self, request: Request, visitor: Visitor) -> Response:
        """What the browser holds; for everybody else there is none."""
        service = self._desks.get(request.path_params["service"])
        words = WORDS[visitor.language]
        receipt = self._held.receipt(request)
        if receipt is None or receipt.service != service.id:
            return self._shows.page(
                request, visitor, "no_receipt", title=words["no_receipt"], status=404,
                follow=f"/s/{service.id}/follow" if self._is_followed(service) else "",
            )  # fmt: skip
        follow = f"/s/{service.id}/{receipt.number}" if self._is_followed(service) else ""
        return self._shows.page(
            request, visitor, "receipt", title=words["receipt"], receipt=receipt, follow=follow,
            qr=self._addresses.qr(receipt) if follow else "",
        )  # fmt: skip

    async def qr(self, request: Request, visitor: Visitor) -> Response:
        """The way to follow the receipt that this browser holds, as a picture."""
        receipt = self._held.receipt(request)
        asked = (request.path_params["service"], request.query_params.get("number", ""))
        if receipt is None or (receipt.service, receipt.number) != asked:
            raise NotFound("not_found")
        picture = qr_picture(self._addresses.follow(request, receipt))
        return Response(picture, media_type="image/svg+xml", headers=PICTURE)

    async def _submit(
        self, request: Request, visitor: Visitor, sheet: Sheet, key: str, step: str
    ) -> Response:
        mark = once(key, sheet.service.id, await sheet.fingerprint())
        wish = await checked(sheet, self._complaints, visitor)
        if step != "anyway" and key not in self._sent:
            similar = await sheet.service.similar(
                wish, visitor.language, address_key=visitor.address_key
            )
            if similar:
                return self._similar(request, visitor, sheet, key, similar)
        receipt = await sheet.service.submit(wish, asker_of(visitor, "page"), mark)
        self._sent.add(key)
        return self._to_receipt(request, receipt)

    async def _join(
        self, request: Request, visitor: Visitor, sheet: Sheet, number: str, mark: Once | None
    ) -> Response:
        wish = self._complaints.check_join(join_form(sheet.asked.fields, sheet.values))
        receipt = await self._joins.join(number, wish, asker_of(visitor, "page"), mark)
        return self._to_receipt(request, receipt)

    def _to_receipt(self, request: Request, receipt: Receipt) -> Response:
        response = to(f"/s/{receipt.service}/receipt")
        self._held.give_receipt(request, response, receipt)
        return response

    async def _choose(
        self, request: Request, visitor: Visitor, sheet: Sheet, notice: str = ""
    ) -> Response:
        service, language = sheet.service, visitor.language
        return self._shows.page(
            request, visitor, "choose", title=service.title(language), service=service.id,
            summary=service.summary(language), opening=sheet.asked.opening, notice=notice,
            groups=_groups(sheet.asked.opening.choices if sheet.asked.opening else ()),
            follow=self._is_followed(service), state=await _state(service, language),
            status=422 if notice else 200,
        )  # fmt: skip

    def _form(
        self, request: Request, visitor: Visitor, sheet: Sheet, *, key: str = "",
        notice: str = "", wrong: dict[str, str] | None = None, status: int = 200,
        steered: bool = False,
    ) -> Response:  # fmt: skip
        service, language = sheet.service, visitor.language
        maps = self._pointing.maps(sheet, language)
        form = FormView(
            fields=sheet.drawn, values=sheet.values, wrong=wrong or {}, maps=maps, steered=steered
        )
        return self._shows.page(
            request, visitor, "form", title=service.title(language), service=service.id,
            summary=service.summary(language), opening=sheet.asked.opening, chosen=sheet.chosen,
            form=form, key=key or _new_key(), notice=notice, status=status,
        )  # fmt: skip

    async def _steered(
        self, request: Request, visitor: Visitor, sheet: Sheet, key: str
    ) -> Response:
        """The form with its map as it is now, and with the photos that came along."""
        codes = await take_in(sheet, self._complaints, visitor)
        wrong = in_words(codes, sheet.asked.fields, sheet.asked.root, visitor.language)
        return self._form(request, visitor, sheet, key=key, wrong=wrong, steered=True)

    async def _again(
        self, request: Request, visitor: Visitor, sheet: Sheet, error: Invalid, key: str
    ) -> Response:
        """The form as it was, with what is wrong in it."""
        wrong = in_words(error.fields, sheet.asked.fields, sheet.asked.root, visitor.language)
        if sheet.asked.opening and not sheet.chosen:
            notice = wrong.get(sheet.asked.opening.name, "")
            return await self._choose(request, visitor, sheet, notice)
        return self._form(request, visitor, sheet, key=key, wrong=wrong, status=422)

    def _again_as_new(
        self, request: Request, visitor: Visitor, sheet: Sheet, error: Conflict
    ) -> Response:
        """The form with a key of its own: as it is, it cannot be sent."""
        language = visitor.language
        reused = error.code == "reused"
        notice = WORDS[language]["sent_already"] if reused else problem_words(error, language)
        return self._form(request, visitor, sheet, notice=notice, status=status_of(error))

    def _later(
        self, request: Request, visitor: Visitor, sheet: Sheet, error: MetaserverError, key: str
    ) -> Response:
        """The form as it was: nothing of it was kept, so it is not to be typed again."""
        notice = problem_words(error, visitor.language)
        response = self._form(
            request, visitor, sheet, key=key, notice=notice, status=status_of(error)
        )
        response.headers.update(headers_of(error))
        return response

    def _similar(
        self, request: Request, visitor: Visitor, sheet: Sheet, key: str,
        similar: list[dict[str, Any]],
    ) -> Response:  # fmt: skip
        return self._shows.page(
            request, visitor, "similar", title=WORDS[visitor.language]["similar_title"],
            service=sheet.service.id, similar=similar, key=key, carried=pairs(sheet.values),
            joins=self._is_followed(sheet.service),
        )  # fmt: skip

    def _is_followed(self, service: Service) -> bool:
        return service.id == self._complaints.id


async def _state(service: Service, language: Language) -> Any:
    return await service.queue(language) if isinstance(service, Queued) else None


def _groups(choices: Sequence[Choice]) -> list[tuple[str, list[Choice]]]:
    """By the group's title, in the order in which they come; '' where there is none."""
    found: dict[str, list[Choice]] = {}
    for each in choices:
        found.setdefault(each.group, []).append(each)
    return list(found.items())


def _new_key() -> str:
    return secrets.token_urlsafe(24)
