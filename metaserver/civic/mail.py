"""Letters by SMTP: plain text, one recipient each, a connection each."""

from __future__ import annotations

import asyncio
import re
import secrets
import ssl
from contextlib import suppress
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from email.utils import formataddr, formatdate
from typing import Final, Literal
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

import aiosmtplib

from metaserver.errors import OutwardError, SettingError

SILENT_S: Final = 20.0
TOTAL_S: Final = 60.0
_ADDRESS: Final = re.compile(
    r"[^\s<>()\[\],;:\\\"@\x00-\x1f\x7f-\U0010ffff]{1,64}@[A-Za-z0-9.-]{1,189}"
)
"""What is no more than one address, whatever stands around it in a header or a command."""
_SENDER: Final = re.compile(r'"?(?P<name>[^<>"\x00-\x1f\x7f]*)"?\s*<(?P<address>[^<>]*)>')
_THIS_MACHINE: Final = ("localhost", "127.0.0.1", "::1")
_FORM: Final = "smtp://user:password@host:587 or smtps://user:password@host:465"

Tls = Literal["from the start", "STARTTLS", "none"]


@dataclass(frozen=True, slots=True)
class Relay:
    """The server that takes letters on."""

    host: str
    port: int
    tls: Tls
    user: str | None = None
    password: str | None = None


def parse_relay(smtp_url: str) -> Relay:
    """``smtps://`` is TLS from the start; ``smtp://`` asks for STARTTLS and insists on it, but on
    this machine, or with ``?starttls=no`` for a relay in one's own network.

    Raises ``SettingError``, without the address: there is a password in it.
    """
    try:
        parts = urlsplit(smtp_url.strip())
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise SettingError(f"smtp_url: this is no address; write {_FORM}.") from None
    if parts.scheme not in ("smtp", "smtps") or not host or parts.path not in ("", "/"):
        raise SettingError(f"smtp_url: must be like {_FORM}.")
    tls = _tls(parts, host)
    return Relay(
        host=host,
        port=port or (465 if parts.scheme == "smtps" else 587),
        tls=tls,
        user=unquote(parts.username) if parts.username else None,
        password=unquote(parts.password) if parts.password else None,
    )


def _tls(parts: SplitResult, host: str) -> Tls:
    asked = parse_qs(parts.query)
    if asked not in ({}, {"starttls": ["no"]}) or (asked and parts.scheme == "smtps"):
        raise SettingError("smtp_url: behind the ? only starttls=no may stand, and with smtp://.")
    if parts.scheme == "smtps":
        return "from the start"
    return "none" if asked or host in _THIS_MACHINE else "STARTTLS"


def is_address(text: str) -> bool:
    """Whether it is one plain e-mail address in ASCII, and nothing else."""
    return _ADDRESS.fullmatch(text) is not None


class Mailer:
    """``sender`` is an address, or ``Name <address>``."""

    def __init__(self, smtp_url: str, sender: str, *, tls: ssl.SSLContext | None = None) -> None:
        """Raises ``SettingError``."""
        self.relay = parse_relay(smtp_url)
        found = _SENDER.fullmatch(sender.strip())
        self._sender = found["address"] if found else sender.strip()
        if not is_address(self._sender):
            raise SettingError("mail_from: must be an e-mail address, or Name <address>.")
        self._from = formataddr((found["name"].strip() if found else "", self._sender))
        self._tls = tls or ssl.create_default_context()

    async def send(
        self, to: str, subject: str, text: str, *, language: str = "", name: str = ""
    ) -> None:
        """``name``: the same letter again has the same, so that a mailbox can tell.

        Raises ``OutwardError``: ``single`` where it is about this letter or mailbox.
        """
        if not is_address(to):
            raise _refused("The address is none.", retry=False)
        message = self._message(to, subject, text, language, name)
        try:
            async with asyncio.timeout(TOTAL_S):
                await self._deliver(to, message)
        except TimeoutError:
            raise _unclear("TimeoutError") from None

    def _message(self, to: str, subject: str, text: str, language: str, name: str) -> EmailMessage:
        message = EmailMessage(policy=SMTP_POLICY)
        message["From"] = self._from
        message["To"] = to
        message["Subject"] = _line(subject)
        message["Date"] = formatdate(usegmt=True)
        domain = self._sender.partition("@")[2]
        message["Message-ID"] = f"<{name or secrets.token_hex(16)}@{domain}>"
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(_plain(text), cte="base64")
        if language:
            message["Content-Language"] = language
        return message

    async def _deliver(self, to: str, message: EmailMessage) -> None:
        relay = self.relay
        client = aiosmtplib.SMTP(
            hostname=relay.host,
            port=relay.port,
            username=relay.user,
            password=relay.password,
            use_tls=relay.tls == "from the start",
            start_tls=relay.tls == "STARTTLS",
            tls_context=self._tls,
            timeout=SILENT_S,
        )
        try:
            await _connect(client)
            await _hand_over(client, self._sender, to, message.as_bytes())
        finally:
            with suppress(aiosmtplib.SMTPException, OSError):
                await client.quit()
            client.close()


async def _connect(client: aiosmtplib.SMTP) -> None:
    """To the relay, with TLS and log-in as set: whatever fails would fail for every letter."""
    try:
        await client.connect()
    except aiosmtplib.SMTPResponseException as error:
        raise OutwardError(
            f"The mail server does not let us in (SMTP {error.code}).", arrived=False, retry=True
        ) from None
    except (aiosmtplib.SMTPException, OSError, ValueError) as error:
        raise OutwardError(
            f"The mail server cannot be reached ({type(error).__name__}).",
            arrived=False,
            retry=True,
        ) from None


async def _hand_over(client: aiosmtplib.SMTP, sender: str, to: str, message: bytes) -> None:
    # Never the server's own words: they tend to name the mailbox.
    try:
        await client.sendmail(sender, [to], message)
    except aiosmtplib.SMTPRecipientsRefused as error:
        code = error.recipients[0].code
        raise _refused(f"The mailbox is refused (SMTP {code}).", retry=code < 500) from None
    except aiosmtplib.SMTPSenderRefused as error:
        raise OutwardError(
            f"The mail server refuses mail_from (SMTP {error.code}).", arrived=False, retry=True
        ) from None
    except aiosmtplib.SMTPResponseException as error:
        code = error.code
        raise _refused(f"The letter is refused (SMTP {code}).", retry=code < 500) from None
    except (aiosmtplib.SMTPException, OSError) as error:
        raise _unclear(type(error).__name__) from None


def _refused(sentence: str, *, retry: bool) -> OutwardError:
    return OutwardError(sentence, arrived=False, retry=retry, single=True)


def _unclear(why: str) -> OutwardError:
    return OutwardError(
        f"The mail server did not answer to the end ({why}).", arrived=True, retry=True
    )


def _line(text: str) -> str:
    """One line without control characters: nothing in it can begin another header."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def _plain(text: str) -> str:
    return "".join(c for c in text if c == "\n" or c.isprintable())
