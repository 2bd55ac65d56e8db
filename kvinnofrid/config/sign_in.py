"""Settings of signing in that are the same wherever the system runs."""

SIGN_IN_APPS = ["allauth", "allauth.account", "allauth.mfa", "allauth.usersessions"]

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "full_name")},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "kvinnofrid.accounts.passwords.CommonSwedish"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "work"

CSRF_FAILURE_VIEW = "kvinnofrid.accounts.refusals.form_refused"
SESSION_COOKIE_AGE = 8 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"

ACCOUNT_ADAPTER = "kvinnofrid.accounts.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600
ACCOUNT_RATE_LIMITS = {
    "login": "60/m/ip",
    "service": "120/m/ip",
    "login_failed": "20/m/ip,5/15m/key",
    "reauthenticate": "10/m/user",
    "change_password": "5/m/user",
    "identify": "10/h/key",
}
"""Five wrong passwords or codes lock the name for fifteen minutes, whoever typed them."""

MFA_ADAPTER = "kvinnofrid.accounts.adapters.SecondFactorAdapter"
MFA_FORMS = {
    "login_webauthn": "kvinnofrid.accounts.key_forms.SignInByKey",
    "authenticate_webauthn": "kvinnofrid.accounts.key_forms.SecondFactorByKey",
    "reauthenticate_webauthn": "kvinnofrid.accounts.key_forms.ConfirmKey",
    "add_webauthn": "kvinnofrid.accounts.key_forms.NewKey",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_ISSUER = "Kvinnofrid"
USERSESSIONS_TRACK_ACTIVITY = False

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "accounts_attempts",
        "TIMEOUT": 3600,
        "OPTIONS": {"MAX_ENTRIES": 200_000},
    }
}
"""Failed attempts are counted in the database, so that all workers see the same count."""
