"""What nobody who means well sends: bodies, fields, headers and path segments."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import quote, urlencode

FORM: Final = "application/x-www-form-urlencoded"
JSON: Final = "application/json"
MULTIPART: Final = "multipart/form-data; boundary=b"
CANARY: Final = "canary-kim-gildong"
"""In everything that is sent as if it were a person's; the log must not know it."""
EMAIL: Final = f"{CANARY}@mail.example"
PHONE: Final = "010-7391-5528"
SECRET: Final = "canary-Secret-9f3b"
"""A password or key: never shown again, not even to who typed it."""
CODE: Final = "canary-Code-77ab"
"""As receipts and letters have it: stays in the form of who typed it, and nowhere else."""

TEXTS: Final[tuple[str, ...]] = (
    f"<script>alert('{CANARY}')</script>",
    "'; DROP TABLE complaints; --",
    "' OR 1=1 --",
    "{{7*7}}${7*7}%s%n",
    "../../../../etc/passwd",
    "a\r\nSet-Cookie: session=planted",
    "=cmd|' /C calc'!A0",
    "\u202e\u200b\ufeff\U000e0041",
    "9" * 500,
    str(2**63),
    "-1",
    "NaN",
    "가" * 120,
)
FIELDS: Final = (
    "login", "password", "new_password", "password_now", "name", "email", "age_14", "sure",
    "token", "code", "number", "kind", "description", "place.address", "place.lat", "place.lon",
    "photos", "version", "do", "words", "to.assign", "department", "from", "until", "cover",
    "reopen.words", "rate.stars", "stars", "key", "join", "step", "language", "next",
    "service_code", "lat", "long", "api_key", "reason", "id", "role",
)  # fmt: skip
SEGMENTS: Final = (
    "..%2f..%2f..%2fetc%2fpasswd", "%2e%2e", "%00", "%ff%fe", "%ed%a0%80", "a%0d%0aX-Planted:%201",
    "2147483648", "99999999999999999999", "2026-" + "9" * 400, "2026-000001%27--", "%3Cscript%3E",
    "complaints%2f..%2faccount", "%EA%B0%80" * 50,
)  # fmt: skip
HEADERS: Final[tuple[Mapping[str, str | bytes], ...]] = (
    {"X-Forwarded-For": f"127.0.0.1, {CANARY}, ::1, 999.999.1.1"},
    {"X-Forwarded-For": "," * 2000},
    {"X-Forwarded-For": "10.0.0.1", "X-Forwarded-Proto": "gopher", "Forwarded": "for=_x;host=y"},
    {"Host": "evil.example"},
    {"Host": f"evil.example:{'9' * 30}"},
    {"Host": "[::1"},
    {"Host": "a b<script>"},
    {"Cookie": "session=" + "A" * 3000 + "; visit=!!; receipt=..; codes=a.b; lang=xx"},
    {"Cookie": "receipt=eyJ9.AAAA; codes=bnVsbA.AAAA; visit="},
    {"Accept-Language": "en;q=x,,;q=,*;q=-1," + "ko-" * 300},
    {"Accept-Language": "en;q=nan,ko;q=inf"},
    {"Content-Type": "application/json; charset=utf-99"},
    {"Content-Type": "multipart/form-data"},
    {"Content-Type": "text/plain; =;;"},
    {"Idempotency-Key": "k" * 5000},
    {"Idempotency-Key": "짧은 열쇠".encode()},
    {"Range": "bytes=9-1,-", "If-None-Match": "W/" + '"' * 50},
    {"Origin": "null", "Sec-Fetch-Site": "cross-site"},
)


def urlencoded(fields: Mapping[str, str]) -> bytes:
    return urlencode(fields).encode()


def person() -> dict[str, str]:
    """Of a complaint's form, as somebody would type it."""
    return {
        "contact.name": CANARY, "contact.phone": PHONE, "contact.email": EMAIL, "login": EMAIL,
        "email": EMAIL, "phone": PHONE, "first_name": CANARY, "last_name": CANARY,
        "password": SECRET, "new_password": SECRET, "password_now": SECRET, "api_key": SECRET,
        "code": CODE, "token": CODE, "name": CANARY, "description": f"{CANARY} {PHONE}",
    }  # fmt: skip


def bodies(extra: Mapping[str, str]) -> list[tuple[str, bytes]]:
    """Content type and body; ``extra`` goes into each form, such as its token."""
    forms = [urlencoded({**dict.fromkeys(FIELDS, text), **extra}) for text in TEXTS]
    csrf = urlencoded(extra)
    part = b'--b\r\nContent-Disposition: form-data; name="'
    return [
        *((FORM, body) for body in forms),
        (FORM, urlencoded({**person(), **extra})),
        (FORM, urlencoded({"version": "9" * 5000, "do": "note", "words": "x", **extra})),
        (FORM, csrf + b"&" + b"&".join(b"f%d=1" % n for n in range(1000))),
        (FORM, csrf + b"&description=%00&words=%00&login=%00"),
        (FORM, csrf + b"&description=%ed%a0%80&words=%ff"),
        (FORM, csrf + b"&words=" + quote("가").encode() * 30_000),
        (FORM, csrf + b"&" + csrf + b"&=&==&&kind=a&kind=b&do=answer&do=reject"),
        (FORM, b"\xff\xfe"),
        (FORM, b""),
        *((JSON, document) for document in documents()),
        (MULTIPART, b"--b--"),
        (MULTIPART, part + b'csrf"\r\n\r\n' + b"x\r\n" + part),
        (MULTIPART, (part + b'f"\r\n\r\nv\r\n') * 300 + b"--b--\r\n"),
        (MULTIPART, part + b'photos"; filename="../../x.jpg"\r\n\r\nGIF89a\0\r\n--b--\r\n'),
        (MULTIPART, part + b'"\r\n\r\n\xff\xfe\r\n--b--\r\n'),
        ("application/xml", b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'),
        ("image/png", b"\x89PNG\r\n\x1a\n" + b"\0" * 64),
        ("image/jpeg", b"\xff\xd8\xff" + b"A" * 64),
    ]


def documents() -> list[bytes]:
    place = {"lat": 37.5, "lon": 127.0}
    form: dict[str, Any] = {"kind": "other", "description": "x", "place": place}
    odd: list[Any] = [
        None, [], "text", 7, True, {},
        form | {"place": {"lat": 127.0, "lon": 37.5}},
        form | {"place": {"lat": 1e308, "lon": -1e308}},
        form | {"place": {"lat": float("nan"), "lon": float("inf")}},
        form | {"place": [37.5, 127.0], "photos": [{}] * 500},
        form | {"attributes": {"a": [[[]]] * 100}, "kind": {"$ne": None}},
        form | {"description": "\0"},
        form | {"description": "\ud800", "\udfff": 1},
        form | {"contact": {"name": CANARY, "email": EMAIL, "phone": PHONE}, "unknown": SECRET},
        form | {f"f{n}": n for n in range(1000)},
        {"code": 2**70, "stars": 2**70, "words": {}, "email": [EMAIL]},
        {"code": CODE, "stars": "5", "words": None},
        {"code": "A" * 60_000},
    ]  # fmt: skip
    texts = [json.dumps(each).encode() for each in odd]
    return [
        *texts,
        b"[" * 50_000,
        b'{"a":' * 10_000 + b"1" + b"}" * 10_000,
        b'{"stars": ' + b"9" * 5000 + b"}",
        b'{"description": "' + b"x" * 70_000 + b'"}',
        b'{"code": "\xff"}',
        b"{",
    ]
