"""The 120 desk for citizens: what they can tell and follow, and how it stands there."""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from metaserver.civic.complaints.catalogue import Attribute, Kind
from metaserver.civic.complaints.desk import Desk, no_complaint
from metaserver.civic.complaints.joining import JoiningDesk
from metaserver.civic.complaints.models import (
    PHOTOS_MAX,
    AttributeShown,
    ComplaintRequest,
    ComplaintShown,
    DeskState,
    KindShown,
    ValueShown,
)
from metaserver.civic.complaints.questions import question_fields
from metaserver.civic.complaints.reacting import ReactingDesk
from metaserver.civic.complaints.rules import DAY_MS, View, is_number, is_public
from metaserver.civic.complaints.shown import shown
from metaserver.civic.means import Means
from metaserver.civic.models import Language
from metaserver.civic.schema import form_schema
from metaserver.civic.texts import LANGUAGES
from metaserver.ports.complaints import Complaint, Search, Status

ON_DUTY_MS: Final = 5 * 60_000
"""Who has not been seen for so long is not at the desk."""
STATE_KEPT_S: Final = 10.0
MEASURED_DAYS: Final = 30
PUBLIC_MAX: Final = 1000
_OPEN: Final = tuple(status for status in Status if status.is_open)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskNumbers:
    open: int
    answered: int
    median_days: float | None
    on_duty: Mapping[str, int]
    """Officials by department."""


class ComplaintService(JoiningDesk, ReactingDesk):
    """Implements ``civic.models.Service``."""

    id = "complaints"

    def __init__(self, means: Means) -> None:
        """Raises ``SettingError`` where the catalogue cannot be used."""
        self.desk = Desk(means)
        JoiningDesk.__init__(self, self.desk)
        ReactingDesk.__init__(self, self.desk)
        self._schemas = {each: self._schema(each) for each in LANGUAGES}
        self._state: tuple[float, DeskNumbers] | None = None
        """When it was counted, and what."""

    def title(self, language: Language) -> str:
        return self.desk.texts[language].title

    def summary(self, language: Language) -> str:
        return self.desk.texts[language].summary

    def schema(self, language: Language) -> dict[str, Any]:
        """Made once: not to be changed."""
        return self._schemas[language]

    def _schema(self, language: Language) -> dict[str, Any]:
        catalogue = self.desk.catalogue
        kinds = [
            {
                "value": each.code,
                "title": each.name.in_(language),
                "hint": each.hint.in_(language),
                "group": each.group.in_(language),
            }
            for each in catalogue.kinds
        ]
        no_mail = {} if self.desk.means.mail else {"x-skip": True}
        extra: dict[str, dict[str, Any]] = {
            "kind": {
                "x-widget": "choice",
                "x-choices": kinds,
                "enum": [each.code for each in catalogue.kinds],
            },
            "attributes": {
                "x-widget": "group",
                "properties": question_fields(catalogue, language),
                "additionalProperties": False,
            },
            "place": {"x-widget": "place"},
            "description": {"x-widget": "lines"},
            "photos": {"x-widget": "photos", "maxItems": PHOTOS_MAX},
            "contact": {"x-widget": "group"},
            "contact.email": {"x-widget": "email", **no_mail},
            "contact.phone": {"x-widget": "tel"},
            "notice_mail": {"x-widget": "tick", **no_mail},
        }
        return form_schema(ComplaintRequest, self.desk.texts[language], language, extra)

    def kinds(self, language: Language) -> tuple[KindShown, ...]:
        """The catalogue."""
        return tuple(self._kind(each, language) for each in self.desk.catalogue.kinds)

    def _kind(self, kind: Kind, language: Language) -> KindShown:
        return KindShown(
            code=kind.code,
            title=kind.name.in_(language),
            hint=kind.hint.in_(language),
            group=kind.group.in_(language),
            department=self.desk.catalogue.department_name(kind.department, language),
            keywords=kind.keywords.in_(language),
            answer_days=kind.answer_days,
            attributes=tuple(_attribute(each, language) for each in kind.attributes),
        )

    async def queue(self, language: Language) -> DeskState:
        """How it stands, counted at most every ``STATE_KEPT_S`` seconds. Raises ``StoreError``."""
        now_s = self.desk.clock.monotonic_s()
        if self._state is None or now_s - self._state[0] > STATE_KEPT_S:
            self._state = now_s, await self._count()
        numbers = self._state[1]
        return DeskState(
            open=numbers.open,
            on_duty=sum(numbers.on_duty.values()),
            answered_30_days=numbers.answered,
            median_days_to_answer=numbers.median_days,
            departments=tuple(
                (each.name.in_(language), numbers.on_duty.get(each.code, 0))
                for each in self.desk.catalogue.departments
            ),
        )

    async def _count(self) -> DeskNumbers:
        now_ms = self.desk.clock.unix_ms()
        store, office = self.desk.store, self.desk.means.office
        outcomes = await store.outcomes(now_ms - MEASURED_DAYS * DAY_MS, now_ms, now_ms=now_ms)
        answers = [time for each in outcomes for time in each.answer_ms]
        on_duty: dict[str, int] = {}
        for duty in await office.on_duty(now_ms - ON_DUTY_MS):
            on_duty[duty.department] = on_duty.get(duty.department, 0) + 1
        return DeskNumbers(
            open=await store.count(Search(statuses=_OPEN)),
            answered=sum(each.answered for each in outcomes),
            median_days=round(statistics.median(answers) / DAY_MS, 1) if answers else None,
            on_duty=on_duty,
        )

    async def public(self, search: Search, language: Language) -> list[ComplaintShown]:
        """As everybody may see them. Only numbers, kinds, departments, statuses, times, order and
        page of the search count: words, people or places would tell what is not public.

        Raises ``StoreError``.
        """
        found = await self.desk.store.search(_harmless(search))
        return await self._as_public(found, language)

    async def public_one(self, number: str, language: Language) -> ComplaintShown:
        """Raises ``NotFound`` and ``StoreError``."""
        if not is_number(number):
            raise no_complaint()
        (found,) = await self._as_public([await self.desk.by_number(number)], language)
        return found

    async def _as_public(
        self, complaints: Sequence[Complaint], language: Language
    ) -> list[ComplaintShown]:
        open_books = [each.id for each in complaints if is_public(each)]
        events, photos = await self.desk.store.public_parts(open_books)
        return [
            shown(
                self.desk,
                each,
                view=View.PUBLIC,
                language=language,
                events=events.get(each.id, ()),
                photos=photos.get(each.id, ()),
            )
            for each in complaints
        ]


def _attribute(asked: Attribute, language: Language) -> AttributeShown:
    return AttributeShown(
        code=asked.code,
        datatype=asked.datatype,
        required=asked.required,
        title=asked.name.in_(language),
        hint=asked.hint.in_(language) if asked.hint else "",
        values=tuple(
            ValueShown(key=each.key, title=each.name.in_(language)) for each in asked.values
        ),
    )


def _harmless(search: Search) -> Search:
    return Search(
        numbers=[each for each in search.numbers if is_number(each)] or _none(search.numbers),
        kinds=search.kinds,
        departments=search.departments,
        statuses=search.statuses,
        created_from_ms=search.created_from_ms,
        created_to_ms=search.created_to_ms,
        updated_from_ms=search.updated_from_ms,
        updated_to_ms=search.updated_to_ms,
        newest_first=search.newest_first,
        limit=min(search.limit, PUBLIC_MAX),
        offset=search.offset,
    )


def _none(asked: Sequence[str]) -> tuple[str, ...]:
    """Numbers that nobody has, where only such were asked for: not those of everybody."""
    return ("-",) if asked else ()
