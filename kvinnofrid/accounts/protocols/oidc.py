"""OpenID Connect: code flow with PKCE, state and nonce. Signatures are PyJWT's to check."""

import base64
import hashlib
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import jwt

from kvinnofrid.accounts.protocols.answers import (
    Answer,
    AnswerRefusedError,
    Refusal,
    checked_subject,
)
from kvinnofrid.accounts.protocols.fetching import Reach, fetch_json

ALGORITHMS = frozenset(
    {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"}
)
"""Signatures with a private key only: `none` and the symmetric ones are nobody's signature."""
SLACK = 60
"""Seconds that two clocks may differ."""
MOST_TOKEN = 65_536
MOST_KEYS = 50


@dataclass(frozen=True, slots=True)
class Client:
    """One organisation's settings at one service. `jwks` are the service's keys as last fetched."""

    issuer: str
    client_id: str
    secret: str
    redirect_uri: str
    endpoints: Mapping[str, Any]
    jwks: Mapping[str, Any]
    subject_name: str = ""
    level_name: str = ""


def discover(issuer: str, *, reach: Reach) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the service says of itself, and its keys. Raises FetchError, or SETTINGS."""
    said = fetch_json(f"{issuer.rstrip('/')}/.well-known/openid-configuration", reach=reach)
    if said.get("issuer") != issuer:
        raise AnswerRefusedError(Refusal.ISSUER)
    kept = {
        name: said[name]
        for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")
        if isinstance(said.get(name), str)
    }
    if len(kept) < 3 or not all(reach.is_safe(address) for address in kept.values()):
        raise AnswerRefusedError(Refusal.SETTINGS)
    for name in (
        "token_endpoint_auth_methods_supported",
        "id_token_signing_alg_values_supported",
        "code_challenge_methods_supported",
        "acr_values_supported",
        "authorization_response_iss_parameter_supported",
    ):
        if name in said:
            kept[name] = said[name]
    return kept, fetch_keys(kept, reach=reach)


def fetch_keys(endpoints: Mapping[str, Any], *, reach: Reach) -> dict[str, Any]:
    """The service's keys now, the public ones alone. Raises FetchError."""
    found = fetch_json(str(endpoints.get("jwks_uri", "")), reach=reach).get("keys")
    keys = found if isinstance(found, list) else []
    return {"keys": [_public(one) for one in keys[:MOST_KEYS] if _for_signatures(one)]}


def _for_signatures(key: object) -> bool:
    return (
        isinstance(key, dict)
        and key.get("kty") in {"RSA", "EC", "OKP"}
        and key.get("use", "sig") == "sig"
    )


def _public(key: dict[str, Any]) -> dict[str, Any]:
    return {
        part: key[part] for part in ("kty", "kid", "alg", "crv", "n", "e", "x", "y") if part in key
    }


def authorisation_address(
    client: Client, *, state: str, nonce: str, verifier: str, levels: Sequence[str], fresh: bool
) -> str:
    """Where the browser goes to sign in; `fresh` asks the service to do it anew."""
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest())
    asked = {
        "response_type": "code",
        "scope": "openid",
        "client_id": client.client_id,
        "redirect_uri": client.redirect_uri,
        "state": state,
        "nonce": nonce,
        "code_challenge": challenge.rstrip(b"=").decode(),
        "code_challenge_method": "S256",
    }
    if levels:
        asked["acr_values"] = " ".join(levels)
    if fresh:
        asked |= {"prompt": "login", "max_age": "0"}
    address = str(client.endpoints["authorization_endpoint"])
    return f"{address}{'&' if urlsplit(address).query else '?'}{urlencode(asked)}"


def exchange(client: Client, *, code: str, verifier: str, reach: Reach) -> str:
    """The identity token that the code is worth. Raises AnswerRefusedError."""
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": client.redirect_uri,
        "code_verifier": verifier,
    }
    headers = {}
    methods = client.endpoints.get("token_endpoint_auth_methods_supported")
    by_form = isinstance(methods, list) and "client_secret_basic" not in methods
    if client.secret and not by_form:
        pair = f"{quote(client.client_id, safe='')}:{quote(client.secret, safe='')}"
        headers["Authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
    else:
        form["client_id"] = client.client_id
        if client.secret:
            form["client_secret"] = client.secret
    said = fetch_json(
        str(client.endpoints.get("token_endpoint", "")),
        reach=reach,
        form=urlencode(form).encode(),
        headers=headers,
    )
    token = said.get("id_token")
    if not isinstance(token, str):
        raise AnswerRefusedError(Refusal.FORMAT)
    if len(token) > MOST_TOKEN:
        raise AnswerRefusedError(Refusal.TOO_BIG)
    return token


class UnknownKeyError(AnswerRefusedError):
    """Signed with a key that the service had not shown when its keys were last fetched."""

    def __init__(self) -> None:
        super().__init__(Refusal.SIGNATURE)


def read(client: Client, token: str, *, nonce: str) -> Answer:
    """What an identity token vouches for. Raises AnswerRefusedError and UnknownKeyError."""
    claims = _verified(client, token)
    if not hmac.compare_digest(str(claims["nonce"]).encode(), nonce.encode()):
        raise AnswerRefusedError(Refusal.NONCE)
    several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
    if claims.get("azp", None if several else client.client_id) != client.client_id:
        raise AnswerRefusedError(Refusal.AUDIENCE)
    at = claims.get("auth_time")
    return Answer(
        subject=checked_subject(claims.get(client.subject_name or "sub")),
        levels=_texts(claims.get(client.level_name or "acr")),
        id=hashlib.sha256(token.encode()).hexdigest(),
        authenticated_at=datetime.fromtimestamp(at, UTC)
        if isinstance(at, int) and 0 <= at < 2**33
        else None,
    )


def _texts(said: object) -> tuple[str, ...]:
    several = said if isinstance(said, list) else [said]
    return tuple(one for one in several if isinstance(one, str))


def _verified(client: Client, token: str) -> dict[str, Any]:
    try:
        header = jwt.get_unverified_header(token)
    except jwt.PyJWTError:
        raise AnswerRefusedError(Refusal.FORMAT) from None
    algorithm = header.get("alg")
    if algorithm not in ALGORITHMS:
        raise AnswerRefusedError(Refusal.ALGORITHM)
    try:
        claims: dict[str, Any] = jwt.decode(
            token,
            _key(client.jwks, header.get("kid"), algorithm),
            algorithms=[algorithm],
            audience=client.client_id,
            issuer=client.issuer,
            leeway=SLACK,
            options={"require": ["exp", "iat", "iss", "aud", "sub", "nonce"]},
        )
    except jwt.PyJWTError as error:
        raise AnswerRefusedError(_why(error)) from None
    return claims


def _key(jwks: Mapping[str, Any], kid: object, algorithm: str) -> jwt.PyJWK:
    keys = [
        key
        for key in jwks.get("keys", [])
        if kid in {None, key.get("kid")} and key.get("alg", algorithm) == algorithm
    ]
    if len(keys) != 1:
        raise UnknownKeyError
    return jwt.PyJWK(keys[0], algorithm=algorithm)


_REASONS: tuple[tuple[type[Exception], Refusal], ...] = (
    (jwt.ExpiredSignatureError, Refusal.EXPIRED),
    (jwt.ImmatureSignatureError, Refusal.NOT_YET),
    (jwt.InvalidAudienceError, Refusal.AUDIENCE),
    (jwt.InvalidIssuerError, Refusal.ISSUER),
    (jwt.InvalidSignatureError, Refusal.SIGNATURE),
    (jwt.InvalidAlgorithmError, Refusal.ALGORITHM),
)


def _why(error: Exception) -> Refusal:
    if isinstance(error, jwt.MissingRequiredClaimError) and error.claim == "nonce":
        return Refusal.NONCE
    return next((said for kind, said in _REASONS if isinstance(error, kind)), Refusal.FORMAT)
