"""Operators keep house: keys of programs, dead letters, the audit log, health."""

from __future__ import annotations

import re
from html import unescape

import pytest

from metaserver import metrics
from metaserver.civic.outbox.lane import LaneState
from metaserver.ports.complaints import EventKind
from metaserver.ports.outbox import Delivery
from metaserver.web.open311.keys import key_hash
from tests.unit.web.office.hall import Hall, text
from tests.unit.web.office.keeping import MINJI, dead_letter, log, minji, once, operator

# ---- keys ----------------------------------------------------------------------------------------


async def test_a_key_is_shown_once_and_works_until_it_is_ended(hall: Hall) -> None:
    async with operator(hall) as lee:
        answer = await lee.post("/office/keys", do="make", name=" 길  안내 ", per_minute="30")
        key = once(answer.text, "key")
        kept = await hall.keys.by_hash(key_hash(key))
        assert kept and kept.name == "길 안내" and kept.per_minute == 30
        page = await lee.open("/office/keys")
        assert key not in page and kept.hint in page
        done = await lee.post("/office/keys", do="revoke", number=str(kept.id))
        assert "done=key_revoked" in done.headers["location"]
        gone = await lee.post("/office/keys", do="revoke", number=str(kept.id))
        assert "done=key_gone" in gone.headers["location"]
        ended = await hall.keys.by_hash(key_hash(key))
        assert ended and ended.revoked_ms
    by, about = lee.account.id, f"key:{kept.id}"
    assert await log(hall) == [(by, "key.revoke", about), (by, "key.add", about)]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"name": "", "per_minute": "60"}, "name"),
        ({"name": "x" * 81, "per_minute": "60"}, "name"),
        ({"name": "x", "per_minute": "0"}, "per_minute"),
        ({"name": "x", "per_minute": "٣"}, "per_minute"),
        ({"name": "x", "per_minute": "9" * 40}, "per_minute"),
    ],
)
async def test_a_wrong_key_is_refused_at_the_field(
    hall: Hall, given: dict[str, str], field: str
) -> None:
    async with operator(hall) as lee:
        answer = await lee.post("/office/keys", do="make", **given)
        assert answer.status_code == 422
        assert f'id="k-{field}-wrong"' in answer.text and not once(answer.text, "key")
    assert await hall.keys.list() == []


# ---- outbox --------------------------------------------------------------------------------------


async def test_a_dead_letter_tells_why_and_is_sent_again(hall: Hall) -> None:
    entry, number = await dead_letter(hall, uncertain=True)
    async with operator(hall) as lee:
        page = text(await lee.client.get("/office/outbox"))
        assert "The other side answered 400." in page and number in page
        assert "두 번 갈 수 있으니" in page
        answer = await lee.post("/office/outbox", entry=str(entry), do="again", words="고쳤답니다.")
        assert "outbox_again" in answer.headers["location"]
    again = await hall.outbox.get(entry)
    assert again and again.state is Delivery.WAITING and again.attempts == 0
    assert hall.woken == 1
    assert await log(hall) == [(lee.account.id, "outbox.again", f"outbox:{entry}")]


async def test_giving_up_leaves_a_note_that_only_officials_read(hall: Hall) -> None:
    entry, number = await dead_letter(hall)
    async with operator(hall) as lee:
        await lee.post("/office/outbox", entry=str(entry), do="give_up", words="전화로 알렸습니다.")
        late = await lee.post("/office/outbox", entry=str(entry), do="again", words="다시")
        assert "outbox_gone" in late.headers["location"]
    complaint = await hall.store.by_number(number)
    assert complaint
    notes = [
        (each.words, each.public, each.actor)
        for each in await hall.store.events(complaint.id, public_only=False)
        if each.kind is EventKind.NOTE
    ]
    assert notes == [("전화로 알렸습니다.", False, lee.account.id)]
    ended = await hall.outbox.get(entry)
    assert ended and ended.state is Delivery.DONE
    (written,) = await hall.audit.entries()
    assert written.action == "outbox.give_up" and written.detail["complaint"] == number
    assert "전화" not in str(written.detail)


@pytest.mark.parametrize(("words", "do"), [("", "again"), (" ", "give_up"), ("긴" * 1001, "again")])
async def test_nothing_is_decided_without_a_reason(hall: Hall, words: str, do: str) -> None:
    entry, _ = await dead_letter(hall)
    async with operator(hall) as lee:
        answer = await lee.post("/office/outbox", entry=str(entry), do=do, words=words)
        assert answer.status_code == 422 and f'id="w-{entry}-wrong"' in answer.text
    still = await hall.outbox.get(entry)
    assert still and still.state is Delivery.DEAD
    assert await log(hall) == []


async def test_an_entry_that_is_not_there_is_nobodys(hall: Hall) -> None:
    async with operator(hall) as lee:
        gone = await lee.post("/office/outbox", entry="999", do="again", words="다시")
        assert "outbox_gone" in gone.headers["location"]
        assert (
            await lee.post("/office/outbox", entry="x", do="again", words="y")
        ).status_code == 422


# ---- audit log -----------------------------------------------------------------------------------


async def test_the_log_is_read_by_actor_and_by_action_page_by_page(hall: Hall) -> None:
    await minji(hall)
    async with operator(hall) as lee:
        for number in range(60):
            do = "disable" if number % 2 else "enable"
            await lee.post(f"/office/users/{MINJI}", do=do)
        await lee.post("/office/keys", do="make", name="x", per_minute="60")
        first = await lee.open("/office/audit?actor=login-7777")
        assert first.count('<td class="code">') == 50 and "key.add" in first
        older = re.search(r'href="([^"]+)" rel="next"', first)
        assert older
        second = await lee.open(unescape(older[1]))
        assert second.count('<td class="code">') == 11 and 'rel="next"' not in second
        only = await lee.open("/office/audit?action=account.dis")
        assert only.count("account.disable") == 30 and "key.add" not in only
        assert "key.add" not in await lee.open("/office/audit?actor=nobody&before=x")
        assert "key.add" not in await lee.open("/office/audit?action=%25")


# ---- health --------------------------------------------------------------------------------------


async def test_what_is_not_known_is_called_so(hall: Hall) -> None:
    metrics.LAST_ERASURE.set(0)
    async with operator(hall) as lee:
        page = text(await lee.client.get("/office/health"))
        assert "데이터베이스 좋음 대답합니다" in page
        assert "기한이 지난 정보 지우기 모름" in page
        assert "보내는 곳이 설정되어 있지 않습니다" in page


async def test_what_went_wrong_is_told(hall: Hall) -> None:
    await dead_letter(hall)
    hall.lanes = [
        LaneState(
            target="open311", breaker="open", failures=5, asks_in_s=29.6, in_flight=0,
            delivered_ms=None, failed_ms=hall.clock.unix_ms(), error="No answer.",
        )
    ]  # fmt: skip
    metrics.LAST_ERASURE.set((hall.clock.unix_ms() - 3 * 3_600_000) / 1000)
    metrics.GATEWAY_PEOPLE.labels("city-hall").set(12)
    async with operator(hall) as lee:
        page = text(await lee.client.get("/office/health"))
    metrics.GATEWAY_PEOPLE.remove("city-hall")
    metrics.LAST_ERASURE.set(0)
    assert "사람이 정할 것 1" in page
    assert "열림 (30초 뒤 한 번 보내 봄)" in page and "No answer." in page
    assert "기한이 지난 정보 지우기 살펴볼 것" in page
    assert "city-hall 12" in page
