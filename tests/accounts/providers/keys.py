"""Keys and certificates of the providers, made once for all tests."""

from datetime import UTC, datetime, timedelta
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa


@cache
def rsa_key(name: str) -> rsa.RSAPrivateKey:
    """A key by its name: the same name is the same key."""
    assert name
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def private_pem(name: str) -> str:
    """The key as a program that signs wants it."""
    encoding = serialization.Encoding.PEM
    return (
        rsa_key(name)
        .private_bytes(encoding, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        .decode()
    )


def public_pem(name: str) -> bytes:
    """The public half, which everybody may have."""
    return (
        rsa_key(name)
        .public_key()
        .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    )


@cache
def certificate(name: str, days: int = 365) -> str:
    """A certificate of the key, PEM; `days` from now until it runs out."""
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(rsa_key(name).public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=900))
        .not_valid_after(now + timedelta(days=days))
        .sign(rsa_key(name), hashes.SHA256())
        .public_bytes(serialization.Encoding.PEM)
        .decode()
    )


def bare(certificate: str) -> str:
    """The certificate without its frame."""
    return "".join(certificate.splitlines()[1:-1])
