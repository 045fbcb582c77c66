"""A small city with live help, a desk that knows one thing, and people who talk."""

from __future__ import annotations

from typing import Any

from metaserver.civic.help.models import TalkShown
from metaserver.civic.help.service import HelpService
from metaserver.civic.knowledge.models import Answer, Hit
from metaserver.civic.models import Asker, Language
from metaserver.ports.access import Once
from metaserver.ports.accounts import Account
from metaserver.ports.help import Line, Side, Talk
from metaserver.storage import Database, SqlHelpStore, SqlOnceStore
from tests.unit.civic.complaints.kit import City, Clock

KNOWN = "수도 요금은 어떻게 내나요"
QUOTED = "보기 항목입니다. 요금은 이렇게 냅니다."


class OneEntry:
    """Knows the answer to ``KNOWN`` alone."""

    def ask(self, question: str, language: Language, department: str = "") -> Answer:
        hit = Hit(
            entry="water-bill", title="수도 요금", words=QUOTED, source="https://example.org/bill",
            source_title="보기", as_of="2026-01-01", stale=False, department="water",
        )  # fmt: skip
        return Answer(question=question, known=question == KNOWN, hits=(hit,))


def where(world: str, level: str, language: Language) -> str:
    return {"plaza": {"ko": "서울광장", "en": "Seoul Plaza"}}.get(world, {}).get(language, world)


class Visitor:
    """Who asked, and holds the code."""

    def __init__(self, help_: HelpService, number: str, code: str) -> None:
        self.help, self.number, self.code = help_, number, code
        self.after = 0
        self._sent = 0

    async def look(self, language: Language = "ko") -> TalkShown:
        """At once; only what is new."""
        seen = await self.help.look(self.number, self.code, after=self.after, language=language)
        self.after = seen.next
        return seen

    async def words(self, language: Language = "ko") -> list[str]:
        return [line.words for line in (await self.look(language)).lines]

    async def say(self, words: str, key: str = "") -> TalkShown:
        self._sent += 1
        key = key or f"key-{self._sent}"
        return await self.help.say(self.number, self.code, words, key, "ko")


class HelpCity(City):
    """A kit's city with ``help``; ``restart`` is what a killed server does."""

    help: HelpService

    def __post_init__(self) -> None:
        super().__post_init__()
        self.talks = SqlHelpStore(self.db)
        self.restart()

    def restart(self) -> None:
        self.help = HelpService(
            self.complaints, store=self.talks, once=SqlOnceStore(self.db), knowledge=OneEntry(),
            where=where,
        )  # fmt: skip

    async def visitor(
        self, question: str = "길을 묻습니다", *, account: str = "", visit: str = "",
        once: Once | None = None, address_key: str = "", **form: Any,
    ) -> Visitor:  # fmt: skip
        wish = self.help.check({"question": question, **form})
        asker = Asker(account=account, address_key=address_key)
        seen, code = await self.help.ask(wish, asker, visit, once)
        return Visitor(self.help, seen.number, code)

    async def clerk(self, *departments: str, name: str = "김담당") -> Account:
        """An official on duty, whose console was just heard of."""
        by = await self.official(*departments, name=name)
        departments = departments if departments != ("",) else ("desk",)
        await self.office.on_duty(by, departments[0])
        await self.help.console(by, "ko")
        return by

    async def kept_talk(self, number: str) -> Talk:
        found = await self.talks.by_number(number)
        assert found is not None
        return found

    async def lines(self, number: str) -> list[Line]:
        return await self.talks.lines((await self.kept_talk(number)).id)

    async def said(self, number: str, side: Side) -> list[str]:
        return [each.words for each in await self.lines(number) if each.side is side]


__all__ = ["KNOWN", "QUOTED", "Clock", "Database", "HelpCity", "OneEntry", "Visitor"]
