"""Which language somebody reads."""

from __future__ import annotations

from starlette.requests import Request

from metaserver.register import Language


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
