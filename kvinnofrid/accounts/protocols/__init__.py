"""What sign-in services say and how it is judged: OpenID Connect and SAML 2.0. No database here."""
