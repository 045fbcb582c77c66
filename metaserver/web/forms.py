"""What a form sends: ``application/x-www-form-urlencoded``, or ``multipart/form-data`` with files.

Everything is bounded: the whole body, how many fields and files, the size of a field. Files stay
in memory; nothing that a visitor sends is written to a disk here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.datastructures import ImmutableMultiDict
from starlette.requests import Request

from metaserver.errors import Unreadable
from metaserver.web.bodies import is_storable, read_body, receive

FIELDS_MAX: Final = 100
FILES_MAX: Final = 10
TEXT_MAX_BYTES: Final = 64_000
"""One field; also a whole body without files."""
NAME_MAX: Final = 200
_URLENCODED: Final = b"application/x-www-form-urlencoded"
_MULTIPART: Final = b"multipart/form-data"


@dataclass(frozen=True, slots=True)
class Upload:
    """A file. Its name and type are what the sender claims: to be shown, never to be trusted."""

    name: str
    media_type: str
    data: bytes


class Form(ImmutableMultiDict[str, str]):
    """The texts, by name: ``form.get("name", "")``, ``form.getlist("name")``."""

    def __init__(self, texts: list[tuple[str, str]], files: list[tuple[str, Upload]]) -> None:
        super().__init__(texts)
        self.files = ImmutableMultiDict[str, Upload](files)

    def text(self, name: str) -> str:
        """Without blanks around it; '' where it is missing."""
        return str(self.get(name, "")).strip()


async def read_form(request: Request, max_bytes: int = TEXT_MAX_BYTES) -> Form:
    """Raises ``Unreadable`` (``large``, ``slow``, ``media_type``, ``malformed``), ``Limited``."""
    kind, options = parse_options_header(request.headers.get("content-type"))
    if kind == _URLENCODED:
        return _urlencoded(await read_body(request, min(max_bytes, TEXT_MAX_BYTES)))
    if kind != _MULTIPART:
        raise Unreadable("media_type")
    parts = _Parts()
    try:
        parser = parts.parser(options.get(b"boundary", b""))
        await receive(request, max_bytes, lambda piece: _write(parser, piece))
        parser.finalize()
    except FormParserError:
        raise Unreadable("malformed") from None
    return parts.form()


def _write(parser: MultipartParser, piece: bytes) -> None:
    parser.write(piece)


def _urlencoded(body: bytes) -> Form:
    try:
        pairs = parse_qsl(
            body.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=FIELDS_MAX
        )
    except ValueError:
        raise Unreadable("malformed") from None
    return Form([(_text(name), _text(value)) for name, value in pairs], [])


def _text(text: str) -> str:
    """With the line ends of this side. Raises ``Unreadable``."""
    if not is_storable(text):
        raise Unreadable("malformed")
    return text.replace("\r\n", "\n")


class _Parts:
    """Collects what the parser finds; at most one part is open at a time."""

    def __init__(self) -> None:
        self._texts: list[tuple[str, str]] = []
        self._files: list[tuple[str, Upload]] = []
        self._headers: dict[bytes, bytes] = {}
        self._header, self._value = b"", b""
        self._name, self._file_name = "", ""
        self._is_file = False
        self._data = bytearray()
        self._complete = False

    def parser(self, boundary: bytes) -> MultipartParser:
        """Raises ``FormParserError``."""
        if not boundary:
            raise Unreadable("malformed")
        return MultipartParser(
            boundary,
            {
                "on_part_begin": self._begin,
                "on_header_field": self._on_header,
                "on_header_value": self._on_value,
                "on_header_end": self._end_header,
                "on_headers_finished": self._open,
                "on_part_data": self._add,
                "on_part_end": self._close,
                "on_end": self._end,
            },
        )

    def form(self) -> Form:
        """Raises ``Unreadable`` where the body broke off."""
        if not self._complete:
            raise Unreadable("malformed")
        return Form(self._texts, self._files)

    def _begin(self) -> None:
        if len(self._texts) > FIELDS_MAX or len(self._files) > FILES_MAX:
            raise Unreadable("large")
        self._headers = {}
        self._data = bytearray()

    def _on_header(self, data: bytes, start: int, end: int) -> None:
        self._header += data[start:end]

    def _on_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _end_header(self) -> None:
        self._headers[self._header.lower()] = self._value
        self._header, self._value = b"", b""

    def _open(self) -> None:
        _, options = parse_options_header(self._headers.get(b"content-disposition"))
        self._is_file = b"filename" in options
        self._name = _decoded(options.get(b"name", b""))
        self._file_name = _decoded(options.get(b"filename", b""))
        if not self._name or len(self._name) > NAME_MAX:
            raise Unreadable("malformed")

    def _add(self, data: bytes, start: int, end: int) -> None:
        self._data += data[start:end]
        if not self._is_file and len(self._data) > TEXT_MAX_BYTES:
            raise Unreadable("large")

    def _close(self) -> None:
        if not self._is_file:
            self._texts.append((self._name, _decoded(self._data)))
        elif self._data or self._file_name:  # else a field for files that was left empty
            kind = self._headers.get(b"content-type", b"").decode("latin-1")
            upload = Upload(self._file_name[:NAME_MAX], kind, bytes(self._data))
            self._files.append((self._name, upload))
        self._data = bytearray()

    def _end(self) -> None:
        self._complete = True


def _decoded(data: bytes | bytearray) -> str:
    try:
        return _text(data.decode())
    except UnicodeDecodeError:
        raise Unreadable("malformed") from None
