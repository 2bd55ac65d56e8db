"""Addresses of signing in, of one's own account and of those who give roles.

The names without namespace are those that the sign-in library asks for.
"""

from django.urls import include, path

from kvinnofrid.accounts import correcting_views as correcting
from kvinnofrid.accounts import identity_views as who
from kvinnofrid.accounts import management_views as manage
from kvinnofrid.accounts import place_views as places
from kvinnofrid.accounts import second_factors as second
from kvinnofrid.accounts import service_management_views as services
from kvinnofrid.accounts import service_views as service
from kvinnofrid.accounts import views
from kvinnofrid.web.declared import declared

_ours = [
    *declared(
        "account.sign_in",
        [
            path("demo/", views.demo_sign_in, name="demo_sign_in"),
            path("valkommen/<str:token>/", views.welcome, name="welcome"),
            path("valkommen/<str:token>/<slug:slug>/", service.join, name="service_join"),
            path("tjanst/<slug:slug>/", service.gate, name="service_gate"),
            path("tjanst/<slug:slug>/svar/", service.answer, name="service_answer"),
            path("tjanst/<slug:slug>/klar/<uuid:attempt>/", service.finish, name="service_finish"),
            path("tjanst/<slug:slug>/metadata/", service.metadata, name="service_metadata"),
        ],
    ),
    *declared("account.enrol", [path("andra-faktor/", views.enrol, name="enrol")]),
    *declared(
        "account.manage_own",
        [
            path("", views.home, name="home"),
            path("inloggning/<number:session>/avsluta/", views.end_session, name="end_session"),
            path("bekrafta/demo/", views.demo_confirm, name="demo_confirm"),
            path("bekrafta/tjanst/", service.confirm, name="service_confirm"),
            path("koppla/<slug:slug>/", service.link, name="service_link"),
            path("koppla-fran/<uuid:identity>/", service.unlink, name="service_unlink"),
        ],
    ),
    *declared("account.identify", [path("vem-du-ar/", who.identify, name="identify")]),
    *declared(
        "membership.identify",
        [
            path(
                "behorigheter/<number:organisation>/<uuid:user>/identitet/",
                who.identity,
                name="identity",
            )
        ],
    ),
    *declared(
        "membership.correct",
        [
            path(
                "behorigheter/<number:organisation>/<uuid:user>/ratta/",
                correcting.correct,
                name="correct",
            )
        ],
    ),
    *declared(
        "membership.see",
        [
            path("behorigheter/<number:organisation>/", manage.people, name="people"),
            path("behorigheter/<number:organisation>/<uuid:user>/", manage.person, name="person"),
        ],
    ),
    *declared(
        "membership.propose",
        [path("behorigheter/<number:organisation>/ge/", manage.invite, name="invite")],
    ),
    *declared(
        "system.sign_in_services",
        [
            path("inloggning/<number:organisation>/", services.index, name="services"),
            path(
                "inloggning/<number:organisation>/<uuid:service>/", services.service, name="service"
            ),
            path(
                "inloggning/<number:organisation>/<uuid:service>/metadata/",
                services.metadata,
                name="service_our_metadata",
            ),
        ],
    ),
    *declared(
        "unit.staff",
        [
            path(
                "behorigheter/<number:organisation>/enhet/<uuid:unit>/", manage.cover, name="cover"
            ),
            path(
                "behorigheter/<number:organisation>/enhet/<uuid:unit>/team/",
                places.teams,
                name="teams",
            ),
            path(
                "behorigheter/<number:organisation>/enhet/<uuid:unit>/team/<uuid:team>/",
                places.team,
                name="team",
            ),
        ],
    ),
    *declared(
        "unit.manage",
        [
            path("behorigheter/<number:organisation>/enheter/", places.units, name="units"),
            path(
                "behorigheter/<number:organisation>/enheter/<uuid:unit>/", places.unit, name="unit"
            ),
        ],
    ),
    *declared(
        "system.settings",
        [path("behorigheter/<number:organisation>/krav/", places.demands, name="demands")],
    ),
]

urlpatterns = [
    path("", include((_ours, "accounts"))),
    *declared(
        "account.sign_in",
        [
            path("logga-in/", views.SignIn.as_view(), name="account_login"),
            path("logga-in/kod/", second.GiveSecondFactor.as_view(), name="mfa_authenticate"),
            path("logga-in/nyckel/", second.SignInByKey.as_view(), name="mfa_login_webauthn"),
            path("logga-ut/", views.SignOut.as_view(), name="account_logout"),
            path("avslutat/", views.inactive, name="account_inactive"),
        ],
    ),
    *declared(
        "account.enrol",
        [
            path("app/", second.AddApp.as_view(), name="mfa_activate_totp"),
            path("nyckel/", second.AddKey.as_view(), name="mfa_add_webauthn"),
            path("reservkoder/", second.ShowCodes.as_view(), name="mfa_view_recovery_codes"),
            path(
                "bekrafta/losenord/",
                second.ConfirmByPassword.as_view(),
                name="account_reauthenticate",
            ),
        ],
    ),
    *declared(
        "account.manage_own",
        [
            path("bekrafta/kod/", second.ConfirmByCode.as_view(), name="mfa_reauthenticate"),
            path(
                "bekrafta/nyckel/",
                second.ConfirmByKey.as_view(),
                name="mfa_reauthenticate_webauthn",
            ),
            path("app/koppla-fran/", second.RemoveApp.as_view(), name="mfa_deactivate_totp"),
            path("nyckel/<number:pk>/", second.RemoveKey.as_view(), name="mfa_remove_webauthn"),
            path("faktorer/", views.home, name="mfa_index"),
            path("nycklar/", views.home, name="mfa_list_webauthn"),
            path("reservkoder/nya/", second.NewCodes.as_view(), name="mfa_generate_recovery_codes"),
            path("losenord/", second.ChangePassword.as_view(), name="account_change_password"),
        ],
    ),
]
