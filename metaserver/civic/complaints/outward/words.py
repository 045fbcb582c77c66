"""Sentences of events that another server causes: in both languages, the reporter's first.

An event is read by all who follow the complaint, whatever their language.
"""

from __future__ import annotations

from typing import Final

from metaserver.civic.complaints.catalogue import Named
from metaserver.civic.models import Language

_SENTENCES: Final[dict[str, dict[Language, str]]] = {
    "forwarded": {
        "ko": "담당 기관에 전달했습니다. 기관: {name}, 그곳의 접수 번호: {number}",
        "en": "Passed on to the office in charge: {name}. Its number there: {number}",
    },
    "waiting": {
        "ko": "담당 기관에 전달했습니다. 접수 번호는 나오는 대로 알려 드립니다. 기관: {name}",
        "en": "Passed on to the office in charge: {name}. Its number there will follow.",
    },
    "received": {
        "ko": "담당 기관에서 새 소식이 왔습니다. 기관: {name}",
        "en": "There is news from the office in charge: {name}",
    },
    "in_progress": {
        "ko": "담당 기관에서 처리를 시작했습니다. 기관: {name}",
        "en": "The office in charge has begun to work on it: {name}",
    },
    "answered": {
        "ko": "담당 기관에서 처리를 마쳤습니다. 기관: {name}",
        "en": "The office in charge has dealt with it: {name}",
    },
    "rejected": {
        "ko": "담당 기관에서 처리할 수 없다고 알려 왔습니다. 기관: {name}",
        "en": "The office in charge cannot deal with it: {name}",
    },
}  # fmt: skip


def sentence(code: str, language: str, name: Named, *, number: str = "", notes: str = "") -> str:
    """``notes`` are the other office's own words, and stand below."""
    order: tuple[Language, Language] = ("en", "ko") if language == "en" else ("ko", "en")
    lines = [_SENTENCES[code][each].format(name=name.in_(each), number=number) for each in order]
    return "\n".join([*lines, *(["", notes] if notes else [])])
