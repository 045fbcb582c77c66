"""Lines as their readers see them: sentences for what happened, names for who speaks."""

from __future__ import annotations

from collections.abc import Sequence

from metaserver.civic.complaints.codes import follow_code
from metaserver.civic.complaints.days import iso_time
from metaserver.civic.help.desk import HelpDesk
from metaserver.civic.help.models import LineShown
from metaserver.civic.models import Language
from metaserver.ports.accounts import Account
from metaserver.ports.help import Line, Side, Talk


class Nameplates:
    """What visitors read of officials: the name of the account, '' where it has none. Each is
    asked for once; one for each answer that is made. ``known`` need not be asked for."""

    def __init__(self, desk: HelpDesk, *known: Account) -> None:
        self._accounts = desk.means.accounts
        self._known = {"": "", **{each.id: each.name for each in known}}

    async def of(self, account: str) -> str:
        if account not in self._known:
            found = await self._accounts.get(account)
            self._known[account] = found.name if found else ""
        return self._known[account]


class Reading:
    """Lines of one talk, for its visitor, or for officials (``office``), who see notes too but no
    codes."""

    def __init__(
        self, desk: HelpDesk, talk: Talk, language: Language, names: Nameplates, *, office: bool
    ) -> None:
        self._desk = desk
        self._talk = talk
        self._language = language
        self._office = office
        self.names = names

    async def lines(self, lines: Sequence[Line]) -> tuple[LineShown, ...]:
        seen = [each for each in lines if self._office or each.side is not Side.NOTE]
        return tuple([await self._line(each) for each in seen])

    async def _line(self, line: Line) -> LineShown:
        return LineShown(
            seq=line.seq,
            time=iso_time(line.time_ms),
            side=line.side,
            name=await self._name(line),
            words=await self._sentence(line) if line.side is Side.CITY else line.words,
            entry=line.entry,
            title=line.title,
            source=line.source,
        )

    async def _name(self, line: Line) -> str:
        match line.side:
            case Side.VISITOR:
                return self._talk.visitor
            case Side.OFFICIAL | Side.NOTE:
                return await self.names.of(line.author)
        return ""

    async def _sentence(self, line: Line) -> str:
        code, _, about = line.words.partition(":")
        match code:
            case "asked" | "transferred":
                department = self._desk.catalogue.department_name(about, self._language)
                return self._words(code, department=department)
            case "taken":
                name = await self.names.of(line.author)
                return self._words("taken_by", name=name) if name else self._words("taken")
            case "complaint":
                return await self._complaint(about)
            case "ended":
                return self._words(f"ended_{about}")
        return self._words(code)

    async def _complaint(self, number: str) -> str:
        code = "" if self._office else await self.code_of(number)
        if not code:
            return self._words("complaint_alone", number=number)
        return self._words("complaint", number=number, code=code)

    async def code_of(self, number: str) -> str:
        """Made anew each time, as no code is kept; '' once the complaint is gone."""
        complaint = await self._desk.means.complaints.by_number(number)
        if complaint is None:
            return ""
        return follow_code(self._desk.means.key, number, complaint.code_salt)

    def _words(self, happened: str, **filled: str) -> str:
        reader = "office" if self._office else "city"
        return self._desk.words(f"{reader}.{happened}", self._language, **filled)
