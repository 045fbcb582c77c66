"""An OpenID Connect issuer of the tests' own: real HTTP on loopback, real keys, and on demand wrong
in the ways that matter.

``with TestIssuer() as issuer`` and then ``issuer.log_in(redirect_url)`` does what a browser and a
person do there, and gives the query that the browser comes back with.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final
from urllib.parse import parse_qs, parse_qsl, unquote_plus, urlencode, urlsplit

import httpx
from joserfc import jwk, jws


class _LeftOut:
    def __repr__(self) -> str:
        """The same in every process, as it stands in the names of tests."""
        return "LEFT_OUT"


LEFT_OUT: Final = _LeftOut()
"""In ``change``: the claim is missing."""


class TestIssuer:
    __test__ = False

    def __init__(self, algorithm: str = "ES256") -> None:
        self.client_id, self.client_secret = "city", "s e+cret/%"
        self.algorithm = algorithm
        self.keys: list[jwk.Key] = []
        self.person: dict[str, Any] = {"sub": "person-1", "name": "김민지"}
        self.change: dict[str, Any] = {}
        """Claims that are otherwise than they should be."""
        self.describe: dict[str, Any] = {}
        """What it says of itself otherwise."""
        self.answers: dict[str, tuple[int, bytes]] = {}
        """By path: what is answered instead."""
        self.slow_s: dict[str, float] = {}
        self.sign: Callable[[dict[str, Any]], str] = self.signed
        self.deny = False
        self.asked: list[str] = []
        """Paths, in the order they were asked for."""
        self._codes: dict[str, dict[str, str]] = {}
        self.rotate()

    def __enter__(self) -> TestIssuer:
        issuer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                issuer._answer(self, {})

            def do_POST(self) -> None:
                length = int(self.headers.get("content-length", "0"))
                issuer._answer(self, dict(parse_qsl(self.rfile.read(length).decode())))

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    # ---- what tests do ----

    def rotate(self) -> None:
        """From now on another key signs; the former one is not published any more."""
        parameters: jwk.KeyParameters = {"kid": secrets.token_hex(4), "use": "sig"}
        makes: dict[str, Callable[[], jwk.Key]] = {
            "RS256": lambda: jwk.RSAKey.generate_key(2048, parameters),
            "ES256": lambda: jwk.ECKey.generate_key("P-256", parameters),
        }
        make = makes.get(self.algorithm, lambda: jwk.OKPKey.generate_key("Ed25519", parameters))
        self.keys = [make()]

    def log_in(self, redirect_url: str) -> dict[str, str]:
        """As a browser does, up to the way back."""
        answer = httpx.get(redirect_url, follow_redirects=False)
        assert answer.status_code == 303, answer.text
        return dict(parse_qsl(urlsplit(answer.headers["location"]).query))

    def signed(self, claims: dict[str, Any]) -> str:
        header = {"alg": self.algorithm, "kid": self.keys[0].kid}
        body = json.dumps(claims).encode()
        return jws.serialize_compact(header, body, self.keys[0], algorithms=[self.algorithm])

    def claims(self, nonce: str) -> dict[str, Any]:
        now = int(time.time())
        right = {
            "iss": self.url, "aud": self.client_id, "iat": now, "exp": now + 300, "nonce": nonce,
            **self.person, **self.change,
        }  # fmt: skip
        return {name: value for name, value in right.items() if value is not LEFT_OUT}

    # ---- what it answers ----

    def _answer(self, asked: BaseHTTPRequestHandler, form: dict[str, str]) -> None:
        parts = urlsplit(asked.path)
        self.asked.append(parts.path)
        time.sleep(self.slow_s.get(parts.path, 0.0))
        if parts.path in self.answers:
            self._send(asked, *self.answers[parts.path])
        elif parts.path == "/.well-known/openid-configuration":
            self._json(asked, 200, self._described())
        elif parts.path == "/keys":
            keys = [key.as_dict(private=False) for key in self.keys]
            self._json(asked, 200, {"keys": keys})
        elif parts.path == "/authorize":
            self._authorize(asked, {k: v[0] for k, v in parse_qs(parts.query).items()})
        elif parts.path == "/token":
            self._json(asked, *self._token(asked.headers.get("authorization", ""), form))
        else:
            self._send(asked, 404, b"")

    def _described(self) -> dict[str, Any]:
        return {
            "issuer": self.url, "authorization_endpoint": f"{self.url}/authorize?tenant=city",
            "token_endpoint": f"{self.url}/token", "jwks_uri": f"{self.url}/keys",
            **self.describe,
        }  # fmt: skip

    def _authorize(self, asked: BaseHTTPRequestHandler, query: dict[str, str]) -> None:
        assert query["response_type"] == "code" and query["code_challenge_method"] == "S256"
        assert query["client_id"] == self.client_id and query["tenant"] == "city"
        code = secrets.token_urlsafe(16)
        self._codes[code] = query
        back = {"error": "access_denied"} if self.deny else {"code": code, "iss": self.url}
        location = f"{query['redirect_uri']}?{urlencode({**back, 'state': query['state']})}"
        asked.send_response(303)
        asked.send_header("location", location)
        asked.send_header("content-length", "0")
        asked.end_headers()

    def _token(self, authorization: str, form: dict[str, str]) -> tuple[int, dict[str, Any]]:
        asked = self._codes.pop(form.get("code", ""), None)
        challenge = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        right = (
            asked is not None
            and form["redirect_uri"] == asked["redirect_uri"]
            and asked["code_challenge"] == base64.urlsafe_b64encode(challenge).decode().rstrip("=")
            and self._client(authorization, form)
        )
        if not right or asked is None:
            return 400, {"error": "invalid_grant"}
        return 200, {"token_type": "Bearer", "id_token": self.sign(self.claims(asked["nonce"]))}

    def _client(self, authorization: str, form: dict[str, str]) -> bool:
        if authorization:
            pair = base64.b64decode(authorization.removeprefix("Basic ")).decode()
            given = tuple(unquote_plus(part) for part in pair.split(":"))
        else:
            given = (form.get("client_id", ""), form.get("client_secret", ""))
        return given == (self.client_id, self.client_secret)

    def _json(self, asked: BaseHTTPRequestHandler, status: int, document: dict[str, Any]) -> None:
        self._send(asked, status, json.dumps(document).encode())

    def _send(self, asked: BaseHTTPRequestHandler, status: int, body: bytes) -> None:
        asked.send_response(status)
        asked.send_header("content-type", "application/json")
        asked.send_header("content-length", str(len(body)))
        asked.end_headers()
        with contextlib.suppress(ConnectionError):  # whoever asked has had enough
            asked.wfile.write(body)
