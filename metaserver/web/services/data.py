"""What do you know about me, for who has no account: all that is kept with one complaint."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from metaserver.errors import NotFound
from metaserver.ports.owndata import OwnDataStore
from metaserver.register import Register
from metaserver.web.owndata import download
from metaserver.web.services.desks import Complaints
from metaserver.web.services.follow import FOLLOW
from metaserver.web.services.held import Held
from metaserver.web.services.sending import who
from metaserver.web.services.show import to
from metaserver.web.visitor import Visitor


class ComplaintData:
    def __init__(
        self, *, complaints: Complaints, held: Held, store: OwnDataStore, register: Register
    ) -> None:
        self._complaints = complaints
        self._held = held
        self._store = store
        self._register = register

    async def file(self, request: Request, visitor: Visitor) -> Response:
        """For who has shown the code, or uses the account that made it; others are asked for the
        code. Who joined gets what they left themselves."""
        number = request.path_params["number"]
        code = self._held.code(request, number)
        try:
            complaint, follower = await self._complaints.whose(number, code, **who(visitor))
        except NotFound:
            return to(f"{FOLLOW}?number={number}")
        if complaint is not None:
            rows = await self._store.of_complaint(complaint)
        else:
            rows = await self._store.of_follower(follower or 0)
        return download(self._register, rows, "complaint-data", complaint=number)
