"""Settings, read from the environment. Without any, the embedded default on this machine alone.

KV_DATA             folder of everything that is not code (default `.kv` in the project)
KV_DATABASE_URL     postgresql://…; absent means SQLite in KV_DATA
KV_SECRET_KEY_FILE  file with the signing key (default `secret.key` in KV_DATA)
KV_KEY_SOCKET       where the key service listens (default `keys/socket` in KV_DATA)
KV_MODE             demo (default), test or production
KV_ALLOWED_HOSTS    names the server answers to, with commas
KV_TOMBSTONES       file that remembers what was destroyed, kept apart from the database's backups
KV_TOMBSTONE_KEY_FILE  key that signs its lines (default `tombstones.key` in KV_DATA)
KV_AUDIT_KEY_FILE   key that signs the heads of the audit log (default `audit.key` in KV_DATA)
KV_AUDIT_HEADS      where they are sent: file:/path, syslog: or https://…; in a demo a file
KV_AUDIT_HEADS_CA_FILE     certificate authority of that https address, if not one of the system's
KV_AUDIT_HEADS_TOKEN_FILE  file with the bearer token for it
KV_PROXIES          how many proxies in front of the server to believe about addresses and https
                    (default 0)
KV_RELEASES         folder of snapshots, until a release is decided (default `releases` in KV_DATA)
KV_BACKUPS          folder of backups (default `backups` in KV_DATA)
KV_BACKUP_RECIPIENTS  file with the public keys of those who can open them, one a line
                    (default `backup-recipients.txt` in KV_DATA)
KV_HOST_ORGANISATION  code of the organisation that runs the server, whose rules say how long
                    backups and self-tests are kept (in a demo 0380)
KV_METRICS_TOKEN_FILE  file with the code that `/halsa/matt/` asks for; without it there is no page
KV_SIGN_IN_SECRETS  folder of client secrets and our key for SAML (default `sign-in` in KV_DATA)
KV_SIGN_IN_HOSTS    hosts of OpenID services that the server may fetch from, with commas
KV_SIGN_IN_CA_FILE  certificate authority of theirs, if not one of the system's
KV_SURVEY_ADDRESS   address that codes of client surveys lead to, if not the server's own: a name
                    that says nothing of what the server is for, as https://svar.example.se
KV_MAIL_SERVER      host, or host:port, of the mail server for the two letters that a changed
                    address leads to, over TLS; without it no e-mail is ever sent
KV_MAIL_FROM        who they are from (default KV_CONTACT)
KV_DATA_LICENCE     terms of released figures: CC0-1.0 (default) or CC-BY-4.0
KV_CONTACT          e-mail address of whoever runs this server, for the accessibility statement
"""

import os
from pathlib import Path

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from kvinnofrid.config.database import database_settings, use_bundled_sqlite
from kvinnofrid.config.domains import (
    after_restore,
    data_checks,
    installed_apps,
    logged_kinds,
    place_panels,
    retained_kinds,
    upkeep,
)
from kvinnofrid.config.sign_in import *  # noqa: F403
from kvinnofrid.config.sign_in import SIGN_IN_APPS
from kvinnofrid.keys.client import default_socket
from kvinnofrid.web.licences import CC0, LICENCES

use_bundled_sqlite()

PROJECT = Path(__file__).resolve().parents[2]
DATA = Path(os.environ.get("KV_DATA", PROJECT / ".kv")).resolve()
REFERENCE_DATA = PROJECT / "data"
MODE = os.environ.get("KV_MODE", "demo")
if MODE not in {"demo", "test", "production"}:
    raise ImproperlyConfigured("KV_MODE ska vara demo, test eller production.")
DEBUG = False


KEY_SOCKET = default_socket(os.environ, DATA)


def _secret_key() -> str:
    path = Path(os.environ.get("KV_SECRET_KEY_FILE", DATA / "secret.key"))
    if path.exists():
        return path.read_text(encoding="utf-8").strip()
    if MODE == "production":
        raise ImproperlyConfigured(
            f"Signeringsnyckeln saknas: {path}. Skapa en fil med minst 50 slumptecken där,"
            " eller peka ut den med KV_SECRET_KEY_FILE."
        )
    return "only-for-a-demo-or-a-test-on-this-machine-before-the-launcher-has-made-a-key"


SECRET_KEY = _secret_key()
ALLOWED_HOSTS = [
    name
    for name in os.environ.get("KV_ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
    if name
]
if MODE == "test":
    ALLOWED_HOSTS.append("testserver")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "csp",
    "django_htmx",
    *SIGN_IN_APPS,
    *installed_apps(),
]
PLACE_PANELS = place_panels()
RETAINED_KINDS = retained_kinds()
LOGGED_KINDS = logged_kinds()
UPKEEP = upkeep()
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "kvinnofrid.web.middleware.public_headers",
    "kvinnofrid.web.middleware.compressed",
    "kvinnofrid.web.middleware.whole_forms",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",  # above all that may answer by themselves, as with a redirect
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "kvinnofrid.accounts.middleware.SessionLimits",
    "kvinnofrid.accounts.middleware.Guard",
    "kvinnofrid.records.middleware.KeyFaults",
]
ROOT_URLCONF = "kvinnofrid.config.urls"
WSGI_APPLICATION = "kvinnofrid.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "csp.context_processors.nonce",
                "kvinnofrid.web.context.page",
                "kvinnofrid.config.context.navigation",
                "kvinnofrid.config.context.account",
                "kvinnofrid.config.context.made_up",
            ],
            "string_if_invalid": "",
        },
    }
]

DATABASES = {"default": database_settings(os.environ.get("KV_DATABASE_URL", ""), DATA)}
KEPT_ANSWERS = None if MODE == "test" else DATA / "kept-answers"
"""Finished public answers that the server's processes share; it may be emptied at any time."""
RELEASES = Path(os.environ.get("KV_RELEASES", DATA / "releases"))
BACKUPS = Path(os.environ.get("KV_BACKUPS", DATA / "backups"))
BACKUP_RECIPIENTS = Path(os.environ.get("KV_BACKUP_RECIPIENTS", DATA / "backup-recipients.txt"))
AFTER_RESTORE = after_restore()
DATA_CHECKS = data_checks()
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "sv"
LANGUAGES = [("sv", "Svenska"), ("en", "English")]
LOCALE_PATHS = [DATA / "locale"]
TIME_ZONE = "Europe/Stockholm"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATIC_ROOT = None if MODE == "test" else DATA / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if MODE == "test"
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = MODE == "test"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "require-trusted-types-for": ["'script'"],
        "trusted-types": ["default"],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "no-referrer"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = MODE == "production"
SESSION_COOKIE_NAME = "__Host-session" if MODE == "production" else "kv-session"
CSRF_COOKIE_NAME = "__Host-csrf" if MODE == "production" else "kv-csrf"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = MODE != "production"
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("KV_PROXIES", "0"))
if MODE == "production":
    SECURE_SSL_REDIRECT = True
    if ALLAUTH_TRUSTED_PROXY_COUNT:  # TLS ends there, and it says so; without this all is sent on
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True

TOMBSTONES = Path(os.environ.get("KV_TOMBSTONES", DATA / "tombstones.jsonl"))
TOMBSTONE_KEY_FILE = Path(os.environ.get("KV_TOMBSTONE_KEY_FILE", DATA / "tombstones.key"))
AUDIT_KEY_FILE = Path(os.environ.get("KV_AUDIT_KEY_FILE", DATA / "audit.key"))
AUDIT_HEADS = os.environ.get("KV_AUDIT_HEADS", "")
AUDIT_HEADS_CA_FILE = os.environ.get("KV_AUDIT_HEADS_CA_FILE", "")
AUDIT_HEADS_TOKEN_FILE = os.environ.get("KV_AUDIT_HEADS_TOKEN_FILE", "")
HOST_ORGANISATION = os.environ.get("KV_HOST_ORGANISATION", "0380" if MODE == "demo" else "")
METRICS_TOKEN_FILE = os.environ.get("KV_METRICS_TOKEN_FILE", "")
SIGN_IN_SECRETS = Path(os.environ.get("KV_SIGN_IN_SECRETS", DATA / "sign-in"))
SIGN_IN_HOSTS = {name for name in os.environ.get("KV_SIGN_IN_HOSTS", "").split(",") if name}
SIGN_IN_CA_FILE = os.environ.get("KV_SIGN_IN_CA_FILE", "")
SURVEY_ADDRESS = os.environ.get("KV_SURVEY_ADDRESS", "")
CONTACT = os.environ.get("KV_CONTACT", "")
_licence = os.environ.get("KV_DATA_LICENCE", "") or CC0
if _licence not in LICENCES:
    raise ImproperlyConfigured(f"KV_DATA_LICENCE ska vara {' eller '.join(LICENCES)}.")
DATA_LICENCE = LICENCES[_licence]
EMAIL_HOST, _, _port = os.environ.get("KV_MAIL_SERVER", "").partition(":")
EMAIL_PORT, EMAIL_USE_TLS, EMAIL_TIMEOUT = int(_port or 587), True, 10
DEFAULT_FROM_EMAIL = os.environ.get("KV_MAIL_FROM", CONTACT)
EXIT_ADDRESS = "https://www.smhi.se/"
"""Where "Leave quickly" leads: a page that anybody may have open, here the weather."""

DATA_UPLOAD_MAX_MEMORY_SIZE = 10_000_000
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
"""What is uploaded is never on a disk in clear. A file too large for memory is not taken at all."""
FILE_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
