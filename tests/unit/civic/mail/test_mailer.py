"""Letters by SMTP: what arrives, what is refused, what nobody can smuggle in."""

from pathlib import Path

import pytest

from metaserver.civic import mail
from metaserver.civic.mail import Mailer, Relay, is_address, parse_relay
from metaserver.errors import OutwardError, SettingError
from tests.unit.civic.mail.relay import certificate, mail_server

KIM = "kim@example.org"


def mailer(port: int, *, url: str = "smtp://127.0.0.1:{port}") -> Mailer:
    return Mailer(url.format(port=port), "메타버스 서울 <desk@city.example>")


async def test_a_letter_arrives_as_it_was_written() -> None:
    text = "안녕하세요.\n.\n..점으로 시작하는 줄\nFrom 으로 시작하는 줄\n" + "가" * 2000 + "\n"
    async with mail_server() as server:
        await mailer(server.port).send(
            KIM, "민원이 접수되었습니다", text, language="ko", name="r.7"
        )
    (letter,) = server.letters
    assert letter.get_content().replace("\r\n", "\n") == text
    assert letter["Subject"] == "민원이 접수되었습니다"
    assert letter["From"].addresses[0].display_name == "메타버스 서울"
    assert letter["From"].addresses[0].addr_spec == "desk@city.example"
    assert (letter["To"], server.to) == (KIM, [KIM])
    assert letter["Message-ID"] == "<r.7@city.example>"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["Content-Language"] == "ko"
    assert letter["Date"]
    assert letter.get_content_type() == "text/plain"
    assert max(map(len, server.raw[0].splitlines())) < 998


@pytest.mark.parametrize(
    "to",
    [
        "kim@example.org\r\nBcc: all@example.org", "kim@example.org, lee@example.org",
        "kim@example.org> SIZE=1\r\nRCPT TO:<lee@example.org", "Kim <kim@example.org>",
        "kim", "", "@example.org", "kim@", "김@example.org", "kim@exam ple.org", "a@b@c",
        '"a b"@example.org', "k" * 65 + "@example.org", "kim@" + "e" * 300,
    ],
)  # fmt: skip
async def test_what_is_no_single_address_is_refused_before_anything_is_sent(to: str) -> None:
    async with mail_server() as server:
        with pytest.raises(OutwardError) as caught:
            await mailer(server.port).send(to, "s", "t")
    assert (caught.value.retry, caught.value.arrived, caught.value.single) == (False, False, True)
    assert server.letters == []
    assert "kim" not in str(caught.value)


@pytest.mark.parametrize(
    "line", ["a\r\nBcc: all@example.org", "a\nX: 1\n\nbody", "a\x00\x1b[31m", "a\u2028X: 1", "\r\n"]
)
async def test_nothing_in_a_subject_begins_another_header(line: str) -> None:
    async with mail_server() as server:
        await mailer(server.port).send(KIM, line, "글")
    (letter,) = server.letters
    assert sorted(letter.keys()) == sorted(
        ["From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "MIME-Version",
         "Content-Type", "Content-Transfer-Encoding"]
    )  # fmt: skip
    assert letter.get_content().strip() == "글"
    assert server.to == [KIM]


@pytest.mark.parametrize(
    ("answer", "retry"),
    [("550 5.1.1 no kim@example.org here", False), ("553 no", False),
     ("450 4.2.1 greylisted", True), ("452 full", True)],
)  # fmt: skip
async def test_a_refused_mailbox_is_given_up_with_5xx_and_tried_later_with_4xx(
    answer: str, retry: bool
) -> None:
    async with mail_server() as server:
        server.rcpt[KIM] = answer
        with pytest.raises(OutwardError) as caught:
            await mailer(server.port).send(KIM, "s", "t")
    assert str(caught.value) == f"The mailbox is refused (SMTP {answer[:3]})."
    assert (caught.value.retry, caught.value.arrived) == (retry, False)
    assert caught.value.single, "the mail server is well"


@pytest.mark.parametrize(("answer", "retry"), [("554 spam", False), ("451 later", True)])
async def test_a_refused_letter(answer: str, retry: bool) -> None:
    async with mail_server() as server:
        server.data = answer
        with pytest.raises(OutwardError, match=f"SMTP {answer[:3]}") as caught:
            await mailer(server.port).send(KIM, "s", "t")
    assert (caught.value.retry, caught.value.single) == (retry, True)


async def test_a_refused_sender_concerns_every_letter() -> None:
    async with mail_server() as server:
        server.sender = "550 not you"
        with pytest.raises(OutwardError, match="mail_from") as caught:
            await mailer(server.port).send(KIM, "s", "t")
    assert (caught.value.retry, caught.value.single) == (True, False)


async def test_a_mail_server_that_is_down_is_tried_again() -> None:
    async with mail_server() as server:
        port = server.port
    with pytest.raises(OutwardError, match="cannot be reached") as caught:
        await mailer(port).send(KIM, "s", "t")
    assert (caught.value.retry, caught.value.arrived, caught.value.single) == (True, False, False)


async def test_one_that_does_not_answer_is_not_waited_for_without_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(mail, "SILENT_S", 0.2)
    async with mail_server() as server:
        server.hangs = True
        with pytest.raises(OutwardError, match="did not answer to the end") as caught:
            await mailer(server.port).send(KIM, "s", "t")
    assert (caught.value.retry, caught.value.arrived) == (True, True)


async def test_starttls_is_insisted_on_and_the_certificate_is_looked_at(tmp_path: Path) -> None:
    theirs, trusting = certificate(tmp_path)
    async with mail_server(tls=theirs, logins=True) as server:
        relay = Relay("127.0.0.1", server.port, "STARTTLS", "desk", "p@ss word")
        sender = Mailer("smtp://127.0.0.1", "desk@city.example", tls=trusting)
        sender.relay = relay
        await sender.send(KIM, "s", "t")
        assert server.logins == [(b"desk", b"p@ss word")]
        distrusting = Mailer("smtp://127.0.0.1", "desk@city.example")
        distrusting.relay = relay
        with pytest.raises(OutwardError, match="cannot be reached"):
            await distrusting.send(KIM, "s", "t")
    assert len(server.letters) == len(server.logins) == 1, "no password without trust"


async def test_without_starttls_nothing_goes_over_the_net_in_clear() -> None:
    async with mail_server() as server:
        sender = Mailer("smtp://127.0.0.1", "desk@city.example")
        sender.relay = Relay("127.0.0.1", server.port, "STARTTLS", "desk", "secret")
        with pytest.raises(OutwardError, match="cannot be reached"):
            await sender.send(KIM, "s", "t")
    assert server.letters == []


async def test_tls_from_the_start(tmp_path: Path) -> None:
    theirs, trusting = certificate(tmp_path)
    async with mail_server(tls=theirs, from_the_start=True) as server:
        url = f"smtps://127.0.0.1:{server.port}"
        await Mailer(url, "desk@city.example", tls=trusting).send(KIM, "s", "t")
        with pytest.raises(OutwardError, match="cannot be reached"):
            await Mailer(url, "desk@city.example").send(KIM, "s", "t")
    assert len(server.letters) == 1


async def test_a_wrong_password_is_told_without_it(tmp_path: Path) -> None:
    theirs, trusting = certificate(tmp_path)
    async with mail_server(tls=theirs, logins=True) as server:
        sender = Mailer("smtp://127.0.0.1", "desk@city.example", tls=trusting)
        sender.relay = Relay("127.0.0.1", server.port, "STARTTLS", "desk", "hunter2")
        with pytest.raises(OutwardError, match=r"SMTP 535") as caught:
            await sender.send(KIM, "s", "t")
    assert "hunter2" not in str(caught.value)
    assert (caught.value.retry, caught.value.single) == (True, False)


@pytest.mark.parametrize(
    ("url", "relay"),
    [
        ("smtp://mail.example", Relay("mail.example", 587, "STARTTLS")),
        ("smtps://mail.example", Relay("mail.example", 465, "from the start")),
        ("smtp://a%40b:p%3A%2F@mail.example:2525",
         Relay("mail.example", 2525, "STARTTLS", "a@b", "p:/")),
        ("smtp://localhost:25", Relay("localhost", 25, "none")),
        ("smtp://[::1]:25/", Relay("::1", 25, "none")),
        ("smtp://relay.lan:25?starttls=no", Relay("relay.lan", 25, "none")),
    ],
)  # fmt: skip
def test_smtp_url(url: str, relay: Relay) -> None:
    assert parse_relay(url) == relay


@pytest.mark.parametrize(
    "url",
    [
        "mail.example:587", "http://mail.example", "smtp://", "smtp://u:hunter2@mail.example:x",
        "smtp://u:hunter2@mail.example:99999", "smtps://u:hunter2@mail.example?starttls=no",
        "smtp://u:hunter2@mail.example?tls=off", "smtp://u:hunter2@mail.example/inbox",
        "smtp://u:hunter2@[::1",
    ],
)  # fmt: skip
def test_a_wrong_smtp_url_is_told_without_its_password(url: str) -> None:
    with pytest.raises(SettingError, match=r"^smtp_url: ") as caught:
        parse_relay(url)
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize("sender", ["", "Seoul", "a@b\r\nBcc: c@d", "Seoul <>", "a@b, c@d"])
def test_a_wrong_sender_is_told(sender: str) -> None:
    with pytest.raises(SettingError, match="mail_from"):
        Mailer("smtp://localhost", sender)


def test_usual_addresses_are_addresses() -> None:
    assert all(map(is_address, [KIM, "a.b+c@mail.seoul.example", "o'neil@x-y.example", "1@2.3"]))
