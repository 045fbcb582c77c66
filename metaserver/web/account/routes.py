"""The addresses of everything that has to do with accounts."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.routing import Route

from metaserver.identity.accounts import Accounts
from metaserver.identity.outward import ClaimMap
from metaserver.ports.owndata import OwnDataStore
from metaserver.register import Register
from metaserver.web.account.api import Me
from metaserver.web.account.data import OwnData
from metaserver.web.account.entry import Entry
from metaserver.web.account.frame import Frame, Offers
from metaserver.web.account.outward import Issuer, Outward
from metaserver.web.account.own import Own
from metaserver.web.account.recover import Recover
from metaserver.web.templating import Templates
from metaserver.web.visitor import Visitors
from metaserver.web.wishes import Handler, Wishes


def account_routes(
    *, accounts: Accounts, visitors: Visitors, templates: Templates, own_data: OwnDataStore,
    register: Register, offers: Offers | None = None, issuer: Issuer | None = None,
    claims: ClaimMap | None = None,
) -> list[Route]:  # fmt: skip
    """``issuer``: where else one may log in, named in ``offers.outward``; ``claims``: what its
    groups may do here."""
    offers = offers or Offers()
    wishes = Wishes(visitors, templates)
    frame = Frame(templates, offers)
    entry = Entry(accounts, visitors, frame)
    recover = Recover(accounts, visitors, frame)
    own = Own(accounts, visitors, frame)
    data = OwnData(own_data, register, frame)
    shown: Mapping[str, Handler] = {
        "": own.page,
        "/login": entry.log_in_page,
        "/signup": entry.sign_up_page,
        "/out": entry.log_out_page,
        "/reset": recover.ask_page,
        "/reset/new": recover.set_page,
        "/email": recover.prove_page,
        "/data": data.page,
        "/data.json": data.file,
        "/delete": own.delete_page,
        "/age": own.age_page,
        **dict.fromkeys(
            ("/profile", "/consents", "/password", "/others", "/email/again"), own.to_page
        ),
    }
    done: Mapping[str, Handler] = {
        "/login": entry.log_in,
        "/signup": entry.sign_up,
        "/out": entry.log_out,
        "/reset": recover.ask,
        "/reset/new": recover.set,
        "/email": recover.prove,
        "/email/again": recover.prove_again,
        "/profile": own.profile,
        "/consents": own.consents,
        "/password": own.password,
        "/others": own.others,
        "/delete": own.delete,
        "/age": own.age,
    }
    if issuer is not None:
        outward = Outward(accounts, visitors, frame, issuer, claims or {})
        shown = {**shown, "/oidc/start": outward.start, "/oidc/back": outward.back}
    me = Me(accounts, offers.outward if issuer is not None else "")
    pages = [("GET", shown), ("POST", done)]
    return [
        *(
            Route(f"/account{path}", wishes.page(handler), methods=[method])
            for method, handlers in pages
            for path, handler in handlers.items()
        ),
        Route("/api/me", wishes.api(me.me), methods=["GET"]),
        Route("/api/socket-token", wishes.api(me.socket_token), methods=["POST"]),
    ]
