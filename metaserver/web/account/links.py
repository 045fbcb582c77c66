"""Where to go next, and addresses of this site that travel in letters."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Final
from urllib.parse import quote

from starlette.requests import Request

NEXT_MAX: Final = 500
_PATH: Final = re.compile(r"/(?![/\\])[\x21-\x5b\x5d-\x7e]*")
"""A path of this site: browsers take ``//host`` and ``/\\host`` for another one."""
_KEPT: Final = "".join(map(chr, range(0x21, 0x7F)))


def safe_next(given: str, otherwise: str = "/account") -> str:
    """``given`` where it is a path of this site, so that nobody is sent elsewhere."""
    quoted = quote(given, safe=_KEPT)
    fits = len(quoted) <= NEXT_MAX and _PATH.fullmatch(quoted)
    # Not out again: whoever is sent to log in from there wants to be in.
    return quoted if fits and not quoted.startswith("/account/out") else otherwise


class Links:
    """``public_url``: the site's address by its operator's word, '' where that is not set;
    ``origins``: other addresses that are known to be the site's."""

    def __init__(self, public_url: str = "", origins: Collection[str] = ()) -> None:
        self._public = public_url.rstrip("/")
        self._origins = tuple(origins)

    def for_letters(self, request: Request) -> str:
        """The site's address, '' where none is known for sure.

        Whoever asks for a letter to somebody else could send any ``Host`` along; a link to that
        would bring the token in it to them.
        """
        if self._public:
            return self._public
        asked = _origin(request)
        if asked in self._origins:
            return asked
        return self._origins[0] if self._origins else ""

    def for_return(self, request: Request) -> str:
        """The address to come back to from elsewhere; the issuer knows which ones are ours."""
        return self._public or _origin(request)


def _origin(request: Request) -> str:
    host = request.headers.get("host", "")
    return f"{request.url.scheme}://{host}"
