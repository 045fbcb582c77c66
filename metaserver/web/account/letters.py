"""Letters about an account, in its own language; plain text.

A link's token is in its fragment: it is not sent to any server when the link is opened, so it is in
nobody's log. Where the site's address is not known for sure there is no link, only the code.
"""

from __future__ import annotations

from dataclasses import dataclass

from metaserver.ports.accounts import Account
from metaserver.web.account.letter_words import LETTERS


@dataclass(frozen=True, slots=True)
class Letter:
    subject: str
    text: str


def reset_letter(account: Account, base_url: str, token: str) -> Letter:
    """With which its person may set a password. ``base_url``: '' where none is known."""
    return _letter("reset", account, base_url, "/account/reset/new", token)


def address_letter(account: Account, base_url: str, token: str) -> Letter:
    """With which its person shows that the address is their own."""
    return _letter("address", account, base_url, "/account/email", token)


def _letter(kind: str, account: Account, base_url: str, path: str, token: str) -> Letter:
    words = LETTERS["en" if account.language == "en" else "ko"]
    way = words["link"] if base_url else words["no_link"]
    parts = [words[kind], way, words["unasked"], words["city"]]
    filled = {"link": f"{base_url}{path}#{token}", "path": path, "code": token}
    text = "\n\n".join(part.format(**filled) for part in parts)
    return Letter(words[f"{kind}_subject"], text + "\n")
