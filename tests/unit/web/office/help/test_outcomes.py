"""How soon help came, on the page that everybody may read."""

from __future__ import annotations

from tests.unit.web.office.hall import text
from tests.unit.web.office.help.hall import HelpHall, ask


async def test_few_talks_are_counted_but_tell_no_times(hall: HelpHall) -> None:
    await hall.visitor("비밀스러운 질문")
    async with hall.browser() as guest:
        page = await guest.open("/outcomes")
        assert "비밀스러운" not in page.text
        assert "요청한 상담 1" in text(page)
        assert "사람이 맡기까지 (가운데값) 상담이 아직 충분하지 않음" in text(page)


async def test_from_ten_talks_on_everybody_reads_the_times(hall: HelpHall) -> None:
    async with hall.official() as kim, hall.browser() as guest:
        for n in range(10):
            one = await hall.visitor()
            hall.clock.now_ms += 12_000 if n < 8 else 150_000
            await ask(kim, "take", number=one.number)
            await ask(kim, "end", number=one.number)
        page = text(await guest.open("/outcomes?lang=en"))
        assert "Live help Of the last 30 days" in page
        assert "Talks asked for 10 To a person (median) 12 s" in page
        assert "To a person, nine of ten within 2 min" in page
        assert "To an answer (median) not enough talks yet" in page
