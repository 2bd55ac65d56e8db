"""An OpenID provider on the loopback: discovery, keys, code flow with PKCE, tokens it signs."""

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, parse_qsl, unquote, urlencode, urlsplit

import jwt

from tests.accounts.providers.keys import private_pem, rsa_key

CLIENT, SECRET = "kvinnofrid", "mycket hemligt & långt"
LOA2, LOA3 = (f"http://id.elegnamnden.se/loa/1.0/loa{n}" for n in (2, 3))


class Provider:
    """What the provider knows, and what a test lets it do wrong.

    `change` alters the claims before they are signed, `sign` makes the token, `raw` replaces the
    whole answer to a code.
    """

    def __init__(self) -> None:
        self.issuer = ""
        self.key = "openid"
        self.shown = ["openid"]
        self.subject, self.acr = "person-47", LOA3
        self.change: Callable[[dict[str, Any]], None] = lambda claims: None
        self.sign: Callable[[dict[str, Any]], str] = self.signed
        self.raw: bytes | None = None
        self.discovered: dict[str, Any] = {}
        self.codes: dict[str, dict[str, str]] = {}
        self.asked: list[str] = []

    def discovery(self) -> dict[str, Any]:
        """What the provider says of itself."""
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "code_challenge_methods_supported": ["S256"],
            "id_token_signing_alg_values_supported": ["RS256"],
            **self.discovered,
        }

    def keys(self) -> dict[str, Any]:
        """The public keys."""
        made = []
        for name in self.shown:
            key = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(rsa_key(name).public_key()))
            made.append({**key, "kid": name, "use": "sig", "alg": "RS256"})
        return {"keys": made}

    def authorise(self, address: str) -> dict[str, str]:
        """Somebody signs in: what the browser is sent back with."""
        asked = dict(parse_qsl(urlsplit(address).query))
        assert asked["client_id"] == CLIENT
        assert asked["response_type"] == "code"
        assert asked["code_challenge_method"] == "S256"
        code = secrets.token_urlsafe(16)
        self.codes[code] = asked
        return {"code": code, "state": asked["state"]}

    def exchange(self, form: dict[str, str], authorization: str) -> tuple[int, bytes]:
        """A code for a token, once, for who can show the verifier and the secret."""
        if self.raw is not None:
            return 200, self.raw
        asked = self.codes.pop(form.get("code", ""), None)
        pair = base64.b64decode(authorization.removeprefix("Basic ")).decode()
        verifier = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        shown = base64.urlsafe_b64encode(verifier).rstrip(b"=").decode()
        name, _colon, secret = map(unquote, pair.partition(":"))
        good = asked is not None and (
            asked["code_challenge"] == shown
            and asked["redirect_uri"] == form["redirect_uri"]
            and (name, secret) == (CLIENT, SECRET)
        )
        if not good or asked is None:
            return 400, b'{"error": "invalid_grant"}'
        now = int(time.time())
        claims: dict[str, Any] = {
            "iss": self.issuer,
            "aud": CLIENT,
            "sub": self.subject,
            "acr": self.acr,
            "iat": now,
            "exp": now + 300,
            "auth_time": now,
            "nonce": asked["nonce"],
        }
        self.change(claims)
        token = self.sign(claims)
        return 200, json.dumps({"id_token": token, "access_token": "x"}).encode()

    def signed(self, claims: dict[str, Any]) -> str:
        """The claims signed as they should be."""
        key = private_pem(self.key)
        return jwt.encode(claims, key, algorithm="RS256", headers={"kid": self.key})


class _Handler(BaseHTTPRequestHandler):
    provider: Provider

    def do_GET(self) -> None:
        """Discovery, keys, and a page where somebody signs in."""
        path = urlsplit(self.path).path
        self.provider.asked.append(path)
        if path == "/.well-known/openid-configuration":
            self._send(200, json.dumps(self.provider.discovery()).encode())
        elif path == "/keys":
            self._send(200, json.dumps(self.provider.keys()).encode())
        elif path == "/authorize":
            self._send(200, SIGN_IN_PAGE, "text/html; charset=utf-8")
        else:
            self._send(404, b"{}")

    def do_POST(self) -> None:
        """Somebody has signed in, or a code is exchanged."""
        path = urlsplit(self.path).path
        self.provider.asked.append(path)
        content = self.rfile.read(int(self.headers["Content-Length"])).decode()
        if path == "/token":
            form = {name: values[0] for name, values in parse_qs(content).items()}
            self._send(*self.provider.exchange(form, self.headers.get("Authorization", "")))
        else:
            back = self.provider.authorise(self.path)
            there = dict(parse_qsl(urlsplit(self.path).query))["redirect_uri"]
            self.send_response(303)
            self.send_header("Location", f"{there}?{urlencode(back)}")
            self.end_headers()

    def _send(self, status: int, content: bytes, kind: str = "application/json") -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: Any) -> None:
        """Silent."""


SIGN_IN_PAGE = (
    "<!doctype html><html lang='sv'><meta charset='utf-8'><title>Legitimera dig</title>"
    "<link rel='icon' href='data:,'><h1>Legitimera dig</h1>"
    "<form method='post'><button>Jag är jag</button></form></html>"
).encode()


@contextmanager
def running() -> Iterator[Provider]:
    """A provider that answers on a port of its own until the end."""
    provider = Provider()
    handler = type("Handler", (_Handler,), {"provider": provider})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    provider.issuer = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=10)
