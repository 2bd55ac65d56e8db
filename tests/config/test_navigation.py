"""Menu and footer come from the registry of domains and know where one is."""

from django.test import RequestFactory

from kvinnofrid.config.context import navigation


def test_the_menu_marks_the_domain_that_the_page_belongs_to() -> None:
    lines = navigation(RequestFactory().get("/jamforelser/oj/"))["menu"]
    assert [(line.address, line.current) for line in lines[:2]] == [
        ("/jamforelser/", True),
        ("/omraden/", False),
    ]


def test_the_footer_leads_to_what_is_said_about_the_site() -> None:
    lines = navigation(RequestFactory().get("/"))["footer"]
    assert [line.address for line in lines] == [
        "/om/",
        "/oppna-data/",
        "/om/kallor/",
        "/om/tillganglighet/",
    ]
    assert not any(line.current for line in lines)
