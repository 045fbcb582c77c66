"""Only our own pages may make somebody's browser do something here.

Every form carries a token that is tied to the visit (a cookie, guests have one too) and to the
account; programs of our pages send it as a header. And the browser is asked where the request came
from: ``Sec-Fetch-Site`` where it sends that, ``Origin`` otherwise.
"""

from __future__ import annotations

import hmac
from collections.abc import Collection
from typing import TYPE_CHECKING, Final

from starlette.requests import Request

from metaserver.errors import Forbidden
from metaserver.identity.tokens import TokenBox

if TYPE_CHECKING:
    from metaserver.web.visitor import Visitor

FIELD: Final = "csrf"
HEADER: Final = "X-CSRF-Token"

_OWN: Final = ("same-origin", "none")
"""``none``: the person did it by hand, such as reloading the answer to a form."""


def token(tokens: TokenBox, visit: str, account: str) -> str:
    """``account``: '' for a guest, so a token from before the log-in is worth nothing after it."""
    return tokens.mark("csrf", f"{visit}\0{account}")


def check(request: Request, visitor: Visitor, given: str = "") -> None:
    """``given``: the form's field; where there is none, the header counts.

    Raises ``Forbidden`` with the code ``csrf``.
    """
    given = given or request.headers.get(HEADER, "")
    same = hmac.compare_digest(given.encode(), visitor.csrf.encode())
    if visitor.from_elsewhere or not same:
        raise Forbidden("csrf", "The form is too old or was sent from another page; load it again.")


def is_from_elsewhere(request: Request, origins: Collection[str]) -> bool:
    """Whether the browser says that another site made it ask; ``origins``: ours, besides the
    address that the request came to."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site not in _OWN
    origin = request.headers.get("origin")
    if origin is None:
        return False  # an old browser, or no browser: the token decides
    host = request.headers.get("host", "").lower()
    return origin.lower() not in {*origins, f"http://{host}", f"https://{host}"}
