"""Live help for visitors and officials."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from metaserver.civic.help.acting import ActingHelp
from metaserver.civic.help.canned import FILE, load_canned
from metaserver.civic.help.desk import Complaints, HelpDesk, Where, by_ids
from metaserver.civic.help.figures import GIVEN_DAYS
from metaserver.civic.help.knowledge import Knowledge
from metaserver.civic.help.models import HelpTimes, LeaveForm
from metaserver.civic.help.rules import told_s
from metaserver.civic.help.sweep import Sweep
from metaserver.civic.help.visiting import VisitingHelp
from metaserver.civic.help.writing import Written, check_leave
from metaserver.civic.models import Asker, Language, Receipt
from metaserver.ports.access import OnceStore
from metaserver.ports.help import HelpStore


class HelpService(VisitingHelp, ActingHelp):
    """Implements ``civic.models.Listed``; its page is ``/s/help``.

    Visitors: ``departments``, ``desk``, ``answer``, ``check``, ``ask``, ``current``, ``look``,
    ``say``, ``typing``, ``end``, ``rate``, ``check_leave``, ``leave``, ``transcript``.
    Officials: ``console``, ``waiting``, ``take``, ``tell``, ``typing_to``, ``transfer``,
    ``check_complaint``, ``complain``, ``end_talk``, ``canned``, ``knowledge``.
    Everybody: ``times``.
    Whoever runs the server: ``sweep`` every ``SWEEP_EVERY_S``, ``close`` before it ends.
    """

    id = "help"

    def __init__(
        self, complaints: Complaints, *, store: HelpStore, once: OnceStore, knowledge: Knowledge,
        canned: Path | None = None, where: Where = by_ids,
    ) -> None:  # fmt: skip
        """``canned``: the operator's file; the example where there is none. ``where``: names worlds
        for officials.

        Raises ``SettingError`` where texts or canned answers cannot be used.
        """
        self._help = HelpDesk(complaints, store=store, once=once, knowledge=knowledge, where=where)
        self._written = Written(self._help)
        VisitingHelp.__init__(self, self._help)
        ActingHelp.__init__(self, self._help, self._written, load_canned(canned or FILE))
        self._sweep = Sweep(self._help, self._written)

    def title(self, language: Language) -> str:
        return self._help.texts[language].title

    def summary(self, language: Language) -> str:
        return self._help.texts[language].summary

    def check_leave(self, form: Mapping[str, Any]) -> LeaveForm:
        """Raises ``Invalid``."""
        return check_leave(form)

    async def leave(self, number: str, code: str, form: LeaveForm, asker: Asker) -> Receipt:
        """Of the complaint that the talk becomes; it is over then.

        Raises ``NotFound``, ``Invalid`` by the fields of the form, ``Conflict("written")`` where
        something else was left of this talk before, ``Limited`` and ``StoreError``.
        """
        talk = await self._opened(number, code, asker.address_key)
        return await self._written.leave(talk, form, asker)

    async def times(self) -> HelpTimes:
        """How soon help came lately; counts and durations only. Raises ``StoreError``."""
        given = await self._help.figures.given()
        person_median_s, person_p90_s = told_s(given.to_person)
        answer_median_s, answer_p90_s = told_s(given.to_answer)
        return HelpTimes(
            days=GIVEN_DAYS, talks=given.asked,
            person_median_s=person_median_s, person_p90_s=person_p90_s,
            answer_median_s=answer_median_s, answer_p90_s=answer_p90_s,
        )  # fmt: skip

    async def sweep(self) -> None:
        """Raises ``StoreError``."""
        await self._sweep.run()
        live = {each.id for each in await self._help.queue.live()}
        self._help.presence.forget_all_but(live)
        self._help.typists.forget_old()
        self.forget_told_but(live)

    def close(self) -> None:
        """Whoever waits is answered at once, so that the server can end."""
        self._help.bell.close()
