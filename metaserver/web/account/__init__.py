"""Accounts as pages, all of them usable without scripts, in Korean and English.

``entry``    log in, sign up, log out
``recover``  a new password by letter; proving an e-mail address
``own``      one's account: name, consents, password, log-ins, its end
``outward``  logging in elsewhere (OpenID Connect)
``api``      who am I, and a token for the socket, for the browser client
``links``    where to go next, and addresses in letters
``routes``   all of it, to be mounted
"""

from metaserver.web.account.frame import Mail, Offers
from metaserver.web.account.routes import account_routes

__all__ = ["Mail", "Offers", "account_routes"]
