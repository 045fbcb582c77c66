"""Bodies of requests: bounded in size, number and time, and told clearly what is wrong."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.requests import ClientDisconnect, Request

from metaserver.errors import Limited, Unreadable
from metaserver.web import bodies
from metaserver.web.bodies import Held, read_body, read_json, receive
from metaserver.web.forms import FIELDS_MAX, FILES_MAX, Form, read_form

URLENCODED = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data; boundary=edge"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 300


def request(
    body: bytes | list[bytes], kind: str = URLENCODED, wait_s: float = 0.0, **headers: str
) -> Request:
    """Whose body arrives in these pieces, ``wait_s`` apart."""
    pieces = body if isinstance(body, list) else [body]

    async def messages() -> AsyncIterator[dict[str, Any]]:
        for at, piece in enumerate(pieces):
            await asyncio.sleep(wait_s)
            yield {
                "type": "http.request",
                "body": piece,
                "more_body": at < len(pieces) - 1,
            }
        yield {"type": "http.disconnect"}

    waiting = messages()

    async def receiving() -> dict[str, Any]:
        return await anext(waiting)

    given = {"content-type": kind, **headers}
    raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in given.items()]
    return Request({"type": "http", "method": "POST", "path": "/", "headers": raw}, receiving)


def part(name: str, value: bytes, more: str = "", kind: str = "") -> bytes:
    head = f'--edge\r\nContent-Disposition: form-data; name="{name}"{more}\r\n'
    return (
        (head + (f"Content-Type: {kind}\r\n" if kind else "") + "\r\n").encode() + value + b"\r\n"
    )


def multipart(*parts: bytes) -> bytes:
    return b"".join(parts) + b"--edge--\r\n"


async def code(reading: Awaitable[object]) -> str:
    with pytest.raises(Unreadable) as wrong:
        await reading
    return wrong.value.code


async def test_a_form_without_files_is_read() -> None:
    form = await read_form(request(b"kind=road&tags=a&tags=b&words=%EA%B8%B8+%26%0D%0A&none="))
    assert form.get("kind") == "road"
    assert form.getlist("tags") == ["a", "b"]
    assert form.get("words") == "길 &\n", "with the line ends of this side"
    assert form.text("words") == "길 &"
    assert (form.text("none"), form.text("missing")) == ("", "")


@pytest.mark.parametrize("size", [1, 7, 50, 100_000])
async def test_a_form_with_files_is_read_however_it_is_cut(size: int) -> None:
    body = multipart(
        part("words", "길이 파였어요\r\n여기".encode()),
        part("photos", PNG, '; filename="길 사진.png"', "image/png"),
        part("photos", b"", '; filename=""', "application/octet-stream"),
        part("photos", b"x", '; filename="../../b.jpg"'),
    )
    pieces = [body[at : at + size] for at in range(0, len(body), size)] if size > 1 else [body]
    form = await read_form(request(pieces, MULTIPART), 1_000_000)
    assert form.get("words") == "길이 파였어요\n여기"
    first, second = form.files.getlist("photos")
    assert (first.name, first.media_type, first.data) == ("길 사진.png", "image/png", PNG)
    assert (second.name, second.data) == ("../../b.jpg", b"x"), "what it claims, to be shown only"


@pytest.mark.parametrize(
    "body",
    [
        b"a=%ff",
        b"a=%00",
        "a=길".encode(),
        b"&".join(b"a=1" for _ in range(FIELDS_MAX + 1)),
    ],
)
async def test_a_broken_form_is_told(body: bytes) -> None:
    assert await code(read_form(request(body))) == "malformed"


@pytest.mark.parametrize(
    ("kind", "body", "told"),
    [
        (MULTIPART, b"", "malformed"),
        (MULTIPART, b"no parts at all", "malformed"),
        (MULTIPART, part("a", b"1"), "malformed"),
        (MULTIPART, multipart(part("a", b"\xff")), "malformed"),
        (MULTIPART, multipart(part("a", b"\0")), "malformed"),
        (MULTIPART, multipart(part("", b"1")), "malformed"),
        (MULTIPART, multipart(part("a" * 201, b"1")), "malformed"),
        (MULTIPART, b"--edge\r\nX: 1\r\n\r\nv\r\n--edge--\r\n", "malformed"),
        (MULTIPART, b"--edge\r\n" + b"X-H: 1\r\n" * 50 + b"\r\nv\r\n--edge--\r\n", "malformed"),
        (MULTIPART, b"--edge\r\nX: " + b"y" * 20_000 + b"\r\n\r\nv\r\n--edge--\r\n", "malformed"),
        ("multipart/form-data", b"--edge--", "malformed"),
        (f"multipart/form-data; boundary={'e' * 1000}", b"--e", "malformed"),
        (MULTIPART, multipart(*[part("a", b"1")] * (FIELDS_MAX + 2)), "large"),
        (MULTIPART, multipart(*[part("a", b"1", '; filename="f"')] * (FILES_MAX + 2)), "large"),
        (MULTIPART, multipart(part("a", b"1" * 64_001)), "large"),
        ("application/json", b"{}", "media_type"),
        ("text/plain", b"a=1", "media_type"),
        ("", b"a=1", "media_type"),
    ],
)  # fmt: skip
async def test_what_is_no_form_is_told(kind: str, body: bytes, told: str) -> None:
    assert await code(read_form(request(body, kind), 1_000_000)) == told


async def test_a_body_that_says_it_is_too_large_is_not_read() -> None:
    waits = request([b"a" * 10] * 1000, wait_s=60, content_length="1000001")
    assert await code(read_body(waits, 1_000_000)) == "large"


async def test_one_that_does_not_say_so_is_read_up_to_the_bound() -> None:
    assert await code(read_body(request([b"a" * 1000] * 20), 19_999)) == "large"
    assert len(await read_body(request([b"a" * 1000] * 20), 20_000)) == 20_000


async def test_a_slow_body_is_cut_off() -> None:
    drops = request([b"a"] * 100, wait_s=0.02)
    took = asyncio.get_running_loop().time()
    assert await code(receive(drops, 1000, lambda _: None, within_s=0.1)) == "slow"
    assert asyncio.get_running_loop().time() - took < 0.5


async def test_a_large_one_that_keeps_coming_has_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "BYTES_PER_S", 100_000)
    got = bytearray()
    steady = request([b"a" * 10_000] * 5, wait_s=0.05)  # 50 kB take 0.25 s
    await receive(steady, 100_000, got.extend, within_s=0.1)
    assert len(got) == 50_000


async def test_one_that_breaks_off_is_told() -> None:
    async def leaving() -> dict[str, Any]:
        return {"type": "http.disconnect"}

    gone = Request({"type": "http", "method": "POST", "path": "/", "headers": []}, leaving)
    with pytest.raises(ClientDisconnect):
        await gone.body()
    gone = Request({"type": "http", "method": "POST", "path": "/", "headers": []}, leaving)
    assert await code(read_body(gone, 100)) == "malformed"


async def test_all_bodies_together_have_a_bound() -> None:
    held = Held(1500)
    first = receive(request([b"a" * 1000] * 2, wait_s=0.05), 9999, lambda _: None, held=held)
    waiting = asyncio.create_task(first)
    await asyncio.sleep(0.07)
    with pytest.raises(Limited) as busy:
        await receive(request(b"b" * 1000), 9999, lambda _: None, held=held)
    assert busy.value.code == "busy"
    with pytest.raises(Limited):
        await waiting
    assert held.bytes == 0


@pytest.mark.parametrize(
    ("kind", "body", "told"),
    [
        ("text/plain", b"{}", "media_type"),
        ("application/json", b"", "malformed"),
        ("application/json", b"[]", "malformed"),
        ("application/json", b'"text"', "malformed"),
        ("application/json", b'{"a": ', "malformed"),
        ("application/json", b'{"a": "\xff"}', "malformed"),
        ("application/json", b'{"a": "\\u0000"}', "malformed"),
        ("application/json", b'{"\\ud800": 1}', "malformed"),
        ("application/json", b'{"a": [{"b": "\\ud800"}]}', "malformed"),
        ("application/json", b'{"a":' + b"[" * 50_000, "malformed"),
        ("application/json", b'{"a": ' + b"9" * 5000 + b"}", "malformed"),
    ],
)
async def test_what_is_no_json_object_is_told(kind: str, body: bytes, told: str) -> None:
    assert await code(read_json(request(body, kind), 100_000)) == told


async def test_a_json_object_is_read() -> None:
    body = '{"a": "길 \\\\u0000", "b": [1, null, {"c": "😀"}]}'.encode()
    assert await read_json(request(body, "application/json; charset=utf-8"), 1000) == {
        "a": "길 \\u0000", "b": [1, None, {"c": "😀"}],
    }  # fmt: skip


def outcome(reading: Callable[[], Awaitable[Form]]) -> Form | str:
    async def run() -> Form | str:
        try:
            return await reading()
        except Unreadable as error:
            return error.code

    return asyncio.run(run())


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400), st.integers(1, 60))
def test_any_bytes_are_a_form_or_told(body: bytes, cut: int) -> None:
    framed = b"--edge\r\n" + body
    for kind, sent in ((MULTIPART, body), (MULTIPART, framed), (URLENCODED, body)):
        pieces = [sent[at : at + cut] for at in range(0, len(sent), cut)] or [b""]
        found = outcome(lambda p=pieces, k=kind: read_form(request(p, k), 10_000))  # type: ignore[misc]
        assert isinstance(found, Form) or found in ("malformed", "large")
