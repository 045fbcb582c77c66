"""Which language somebody reads."""

from __future__ import annotations

from typing import Final

from starlette.requests import Request

from metaserver.register import Language

COOKIE: Final = "lang"
"""What somebody chose on an earlier page."""


def chosen_language(request: Request) -> Language | None:
    """What ``?lang=`` says, and nothing else."""
    return _ours(request.query_params.get("lang", ""))


def page_language(request: Request, preferred: str = "") -> Language:
    """``?lang=``, then what was chosen on an earlier page, then ``preferred`` (the account's),
    then the browser's list."""
    chosen = chosen_language(request) or _ours(request.cookies.get(COOKIE, ""))
    return chosen or _ours(preferred) or language_of(request)


def language_of(request: Request) -> Language:
    """``?lang=`` first, then the browser's list, then Korean."""
    asked = request.query_params.get("lang", "")
    accepted = request.headers.get("accept-language", "")
    for part in [asked, *_by_weight(accepted)]:
        primary = part.strip().lower().partition("-")[0]
        if primary == "ko":
            return "ko"
        if primary == "en":
            return "en"
    # Whoever reads neither is served better by English than by Korean.
    return "en" if accepted and accepted != "*" else "ko"


def _ours(asked: str) -> Language | None:
    if asked == "ko":
        return "ko"
    return "en" if asked == "en" else None


def _by_weight(accepted: str) -> list[str]:
    """Language ranges of Accept-Language, most wanted first (RFC 9110, 12.5.4)."""
    ranges = []
    for part in accepted.split(","):
        name, _, weight = part.partition(";q=")
        try:
            ranges.append((-float(weight or 1), name))
        except ValueError:
            continue
    return [name for weight, name in sorted(ranges, key=lambda pair: pair[0]) if weight < 0]
