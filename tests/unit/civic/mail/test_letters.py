"""What letters say, in both languages, and to whom."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import pytest

from metaserver.civic.complaints import notices
from metaserver.civic.complaints.catalogue import load_catalogue
from metaserver.civic.complaints.codes import follow_code
from metaserver.civic.complaints.letters import KINDS, Letters
from metaserver.civic.complaints.letters.writer import City, Recipient, Writer
from metaserver.civic.complaints.post import MailTarget
from metaserver.civic.mail import Mailer
from metaserver.civic.outbox.worker import OutboxWorker
from metaserver.ports.accounts import Account, Grant, Role
from metaserver.ports.complaints import Complaint, EventKind, Status
from metaserver.ports.outbox import Delivery, Entry, NewEntry
from metaserver.storage import Database, SqlAccountStore, SqlComplaintStore, SqlOutboxStore
from tests.unit.civic.mail.relay import MailServer, mail_server
from tests.unit.storage import cases
from tests.unit.storage.lines import FixedClock

KEY = bytes(range(32))
CITY = City(
    catalogue=load_catalogue(),
    key=KEY,
    public_url="https://city.example/",
    operator="운영하는 곳(예시)",
    contact="help@city.example",
)


class Desk:
    """The outbox with the mailbox as its only target."""

    def __init__(self, db: Database, server: MailServer) -> None:
        self.db = db
        self.server = server
        self.clock = FixedClock()
        self.complaints = SqlComplaintStore(db)
        self.accounts = SqlAccountStore(db)
        self.outbox = SqlOutboxStore(db)
        target = MailTarget(
            mailer=Mailer(f"smtp://127.0.0.1:{server.port}", "desk@city.example"),
            writer=Writer(CITY),
            complaints=self.complaints,
            accounts=self.accounts,
            outbox=self.outbox,
            clock=self.clock,
        )
        self.worker = OutboxWorker(
            store=self.outbox, targets={notices.MAIL: target}, clock=self.clock, random=Random(1)
        )

    async def turn(self, *, after_s: float = 0.0) -> None:
        self.clock.now_ms += round(after_s * 1000)
        await self.worker.turn()
        await self.worker.settled()

    async def follows(self, complaint: Complaint, **change: Any) -> None:
        """Something happens to it, and is told as it would be in life."""
        now = await self.complaints.get(complaint.id)
        assert now is not None
        done = cases.changed(now, **change)
        contact = await self.complaints.contact(complaint.id)
        followers = await self.complaints.followers(complaint.id)
        assert done.event is not None
        event = replace(done.event, words=change.pop("words", "살펴보고 있습니다."))
        letters = notices.progress(event, contact, followers)
        await self.complaints.change(replace(done, event=event, outbox=letters))

    async def entries(self) -> list[Entry]:
        return sorted(await self.outbox.list(), key=lambda entry: entry.id)

    def text(self, number: int = -1) -> str:
        content: str = self.server.letters[number].get_content()
        return content.replace("\r\n", "\n")


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    database = Database(tmp_path / "city.sqlite")
    await database.open()
    async with mail_server() as server:
        yield Desk(database, server)
    await database.close()


async def test_a_receipt_has_what_is_needed_to_follow_it(desk: Desk) -> None:
    complaint = await cases.filed(desk.db, contact=cases.contact(), outbox=[notices.receipt()])
    await desk.turn()
    code = follow_code(KEY, complaint.number, complaint.code_salt)
    (letter,) = desk.server.letters
    assert letter["To"] == "gildong@example.org"
    assert letter["Subject"] == f"[메타버스 서울] 민원이 접수되었습니다 ({complaint.number})"
    assert desk.text() == (
        "안녕하세요. 메타버스 서울 120 민원 창구입니다.\n"
        "보내 주신 민원이 접수되었습니다.\n\n"
        f"접수 번호: {complaint.number}\n"
        f"확인 코드: {code}\n"
        "종류: 도로와 보도 파손\n"
        "담당 부서: 도로 부서(예시)\n"
        "답변 예정일: 2027년 1월 22일\n\n"
        "진행 상황 보기: https://city.example/s/complaints/follow"
        f"#number={complaint.number}&code={code}\n\n"
        "접수 번호와 확인 코드를 아는 사람은 누구나 이 민원을 볼 수 있습니다. "
        "다른 사람에게 알려 주지 마세요.\n\n"
        "--\n메타버스 서울\n운영: 운영하는 곳(예시)\n문의: help@city.example\n"
        "자동으로 보낸 편지입니다. 이 주소로 보낸 답장은 읽지 못합니다.\n"
    )
    (entry,) = await desk.entries()
    assert (entry.state, entry.result) == (Delivery.DONE, {"sent": 1})
    assert "gildong" not in str(entry)
    assert code not in str(entry)


async def test_news_and_the_answer_go_to_the_reporter_and_to_who_joined(desk: Desk) -> None:
    complaint = await cases.filed(desk.db, contact=cases.contact(), language="en")
    joining = cases.follower(language="ko", complaint=complaint.id)
    await desk.complaints.change(
        replace(cases.changed(complaint), follower=joining, outbox=[notices.joined(joining)])
    )
    await desk.turn(after_s=60)
    assert desk.server.letters[0]["Subject"].startswith("[메타버스 서울] 함께 알려 주셔서")
    assert follow_code(KEY, complaint.number, joining.code_salt) in desk.text()
    await desk.follows(complaint, status=Status.IN_PROGRESS)
    await desk.turn(after_s=60)
    await desk.turn()
    told = {letter["To"]: letter for letter in desk.server.letters[1:]}
    assert set(told) == {"gildong@example.org", "me-too@example.org"}
    english = told["gildong@example.org"].get_content()
    assert "Status now: In progress" in english
    assert "Department: Roads (example)" in english
    assert "Date: 15 January 2027" in english
    assert "살펴보고 있습니다." in english, "the official's own words"
    assert "지금 상태: 처리 중" in told["me-too@example.org"].get_content()
    await desk.follows(complaint, status=Status.ANSWERED, closed_ms=desk.clock.now_ms)
    await desk.turn(after_s=60)
    await desk.turn()
    subjects = [letter["Subject"] for letter in desk.server.letters[3:]]
    assert sorted(subjects) == [
        f"[Metaverse Seoul] Your request was answered ({complaint.number})",
        f"[메타버스 서울] 민원에 답변이 왔습니다 ({complaint.number})",
    ]


async def test_letters_about_one_complaint_come_in_their_order(desk: Desk) -> None:
    complaint = await cases.filed(desk.db, contact=cases.contact(), outbox=[notices.receipt()])
    await desk.follows(complaint, status=Status.IN_PROGRESS)
    await desk.follows(complaint, status=Status.ANSWERED, closed_ms=desk.clock.now_ms)
    desk.clock.now_ms += 60_000
    desk.server.rcpt["gildong@example.org"] = "450 later"
    await desk.turn()
    assert desk.server.letters == []
    desk.server.rcpt.clear()
    for _ in range(4):
        await desk.turn(after_s=30)
    assert [letter["Subject"].split("] ")[1].split(" (")[0] for letter in desk.server.letters] == [
        "민원이 접수되었습니다", "민원 처리 소식입니다", "민원에 답변이 왔습니다",
    ]  # fmt: skip


async def test_a_mailbox_that_does_not_exist_is_given_up_with_a_note_for_officials(
    desk: Desk,
) -> None:
    desk.server.rcpt["gildong@example.org"] = "550 no such user gildong"
    complaint = await cases.filed(desk.db, contact=cases.contact(), outbox=[notices.receipt()])
    await desk.turn()
    (entry,) = await desk.entries()
    assert (entry.state, entry.result) == (
        Delivery.DONE, {"sent": 0, "refused": "The mailbox is refused (SMTP 550)."},
    )  # fmt: skip
    note = (await desk.complaints.events(complaint.id, public_only=False))[-1]
    assert (note.kind, note.public) == (EventKind.NOTE, False)
    assert "이메일을 보내지 못했습니다" in note.words
    assert note not in await desk.complaints.events(complaint.id, public_only=True)


async def test_a_mail_server_that_is_down_delays_letters_and_loses_none(desk: Desk) -> None:
    desk.server.sender = "451 not now"
    for _ in range(10):
        await cases.filed(desk.db, contact=cases.contact(), outbox=[notices.receipt()])
    await desk.turn()
    assert desk.worker.state()[0].breaker == "open"
    desk.server.sender = "250 OK"
    for _ in range(5):
        await desk.turn(after_s=600)
    assert len(desk.server.letters) == 10


async def test_who_took_the_consent_back_or_was_erased_gets_no_letter(desk: Desk) -> None:
    await cases.filed(desk.db, contact=cases.contact(notice_mail=False), outbox=[notices.receipt()])
    await cases.filed(desk.db, outbox=[notices.receipt()])
    joined = NewEntry(target="mail", kind="joined", payload={"to": "0" * 16})
    await cases.filed(desk.db, outbox=[joined])
    await desk.turn()
    assert desk.server.letters == []
    assert [each.result for each in await desk.entries()] == [{"sent": 0}] * 3


async def test_a_reporter_of_a_merged_complaint_gets_their_own_number_and_code(
    desk: Desk,
) -> None:
    into = await cases.filed(desk.db)
    own = await cases.filed(desk.db, contact=cases.contact(), code_salt="1234123412341234")
    await desk.complaints.merge(cases.merged(own), into.id)
    await desk.follows(into, status=Status.IN_PROGRESS)
    await desk.turn(after_s=60)
    (letter,) = desk.server.letters
    assert own.number in letter["Subject"]
    assert follow_code(KEY, own.number, own.code_salt) in desk.text()
    assert into.number not in desk.text()


async def official(desk: Desk, name: str, **fields: Any) -> None:
    given: dict[str, Any] = {
        "id": f"a{name:0>16}", "created_ms": 1, "login": name, "email": f"{name}@city.example",
        "grants": (Grant(Role.OFFICIAL, "roads"),), "consents": {"notice_mail": 1},
    }  # fmt: skip
    await desk.accounts.add(Account(**(given | fields)))


async def test_officials_get_one_letter_for_all_that_is_new(desk: Desk) -> None:
    await official(desk, "1", language="ko")
    await official(desk, "2", grants=(Grant(Role.OFFICIAL),), language="en")
    await official(desk, "3", grants=(Grant(Role.OFFICIAL, "parks"),))
    await official(desk, "4", consents={})
    await official(desk, "5", disabled_ms=1)
    await official(desk, "6", email="")
    await official(desk, "7", grants=(Grant(Role.OPERATOR),))
    for _ in range(3):
        now_ms = desk.clock.now_ms
        work = notices.work("roads", now_ms)
        await cases.filed(desk.db, created_ms=now_ms, updated_ms=now_ms, outbox=[work])
        desk.clock.now_ms += 60_000
    await desk.turn()
    assert desk.server.letters == [], "more may come"
    for _ in range(6):
        await desk.turn(after_s=300)
    told = {letter["To"]: letter["Subject"] for letter in desk.server.letters}
    assert told == {
        "1@city.example": "[메타버스 서울] 새 민원 3건: 도로 부서(예시)",
        "2@city.example": "[Metaverse Seoul] New requests: 3, Roads (example)",
    }
    assert len(desk.server.letters) == 2
    assert "https://city.example/office" in desk.text()


async def test_no_letter_for_work_that_is_done_already(desk: Desk) -> None:
    await official(desk, "1")
    complaint = await cases.filed(desk.db, outbox=[notices.work("roads", desk.clock.now_ms)])
    await desk.follows(complaint, status=Status.IN_PROGRESS)
    for _ in range(3):
        await desk.turn(after_s=600)
    assert desk.server.letters == []
    assert all(each.state is Delivery.DONE for each in await desk.entries())


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("kind", KINDS)
def test_what_is_not_known_is_left_out_and_never_shown_as_a_gap(kind: str, language: Any) -> None:
    subject, text = Letters({}).write(kind, language, {"number": "2026-000001", "count": "3"})
    assert "$" not in subject + text
    assert "\n\n\n" not in text
    assert not [line for line in text.splitlines() if line.rstrip().endswith(":")]


def test_no_links_where_no_public_address_is_set() -> None:
    writer = Writer(replace(CITY, public_url=""))
    to = Recipient(email="k@x.example", language="en", number="2026-000001", salt="0" * 16)
    _, text = writer.about("receipt", cases.complaint(number="2026-000001"), to, {})
    assert "http" not in text
    assert "Code: " in text


def test_words_of_others_cannot_fill_in_anything() -> None:
    to = Recipient(email="k@x.example", language="en", number="2026-000001", salt="0" * 16)
    news = {"words": "$code ${code} $$ %s {code}\n--\n", "status": "answered"}
    _, text = Writer(CITY).about("answer", cases.complaint(number="2026-000001"), to, news)
    assert "$code ${code} $$ %s {code}" in text
