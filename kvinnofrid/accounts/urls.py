"""Addresses of signing in and of one's own account.

The names without namespace are those that the sign-in library asks for.
"""

from django.urls import include, path

from kvinnofrid.accounts import views
from kvinnofrid.web.declared import declared

_open = (
    declared(
        "account.sign_in",
        [path("demo/", views.demo_sign_in, name="demo_sign_in")],
    )
    + declared("account.enrol", [path("andra-faktor/", views.enrol, name="enrol")])
    + declared(
        "account.manage_own",
        [
            path("", views.home, name="home"),
            path("bekrafta/demo/", views.demo_confirm, name="demo_confirm"),
        ],
    )
)

urlpatterns = [
    path("", include((_open, "accounts"))),
    *declared(
        "account.sign_in",
        [
            path("logga-in/", views.SignIn.as_view(), name="account_login"),
            path("logga-ut/", views.SignOut.as_view(), name="account_logout"),
            path("avslutat/", views.inactive, name="account_inactive"),
        ],
    ),
]
