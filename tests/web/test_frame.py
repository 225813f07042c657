"""The frame around every page: landmarks, languages, sign-out, nothing inline."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.web.style.app import create_style_app
from tests.web.style.elements import Element, parse


@pytest.fixture
def app() -> Flask:
    return create_style_app()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def frame(client: FlaskClient) -> Element:
    return parse(client.get("/?lang=en").text)


def test_skip_link_leads_to_the_content(frame: Element) -> None:
    link = frame.one("a", class_="skip-link")
    assert link.text == "Skip to the content"
    assert frame.with_id((link["href"] or "").removeprefix("#")).tag == "main"


def test_menu_marks_the_page_one_is_on(frame: Element) -> None:
    menu = frame.one("nav", id="main-menu")
    assert [link.text for link in menu.all("a", aria_current="page")] == ["Review queue"]
    assert len(menu.all("a")) == 5


def test_page_says_its_language_and_offers_the_other(client: FlaskClient) -> None:
    page = parse(client.get("/?lang=fi&q=1").text)
    assert page.one("html")["lang"] == "fi"
    languages = page.one("ul", class_="languages").all("a")
    assert [(link.text, link["lang"], link["href"], link.get("aria-current")) for link in languages] == [
        ("Suomi", "fi", "/?q=1&lang=fi", "true"),
        ("English", "en", "/?q=1&lang=en", None),
    ]
    assert page.one("a", class_="skip-link").text == "Siirry sisältöön"


def test_signing_out_is_a_post_with_a_token(frame: Element) -> None:
    form = frame.one("form", class_="sign-out", method="post")
    assert form.one("input", name="csrf_token")["value"]
    assert form.one("button").text == "Sign out (kaisa@example.org)"


def test_demo_and_simpler_analysis_are_marked(frame: Element) -> None:
    assert "invented" in frame.one("div", class_="demo-banner").text
    assert (
        frame.one("main")
        .all("div", class_="notice-warning")[0]
        .text.startswith("Note: The Finnish dictionary")
    )


def test_messages_are_announced(client: FlaskClient) -> None:
    page = parse(client.get("/errors?lang=en").text)
    told = page.one("div", role="status").all("div", class_="notice")
    assert [message.text for message in told] == ["Done: Saved.", "Error: The mail could not be sent."]


def test_title_of_a_page_with_errors_begins_with_error(client: FlaskClient) -> None:
    page = parse(client.get("/errors?lang=en").text)
    assert page.one("head").one("title").text == "Error: Style – Research match"


def test_frame_stands_without_any_value(client: FlaskClient) -> None:
    page = parse(client.get("/blank?lang=en").text)
    assert page.one("h1").text == "Blank"
    assert page.all("nav") == page.all("form") == page.all("button") == []


def test_nothing_is_inline(client: FlaskClient) -> None:
    text = client.get("/errors?lang=en").text
    page = parse(text)
    assert [script.text for script in page.all("script")] == ["", ""]
    assert page.all("style") == []
    assert not re.search(r"<[^>]+\s(style|on[a-z]+)=", text)


def test_ids_are_unique(client: FlaskClient) -> None:
    ids = re.findall(r'\sid="([^"]+)"', client.get("/errors?lang=en").text)
    # The page shows one field twice on purpose: in the filters and in the form.
    assert sorted(name for name in set(ids) if ids.count(name) > 1) == ["municipality"]
