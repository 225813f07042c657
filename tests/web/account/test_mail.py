"""Stopping mails: by the link in a mail, by the mail program's own button, and on one's own page."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlite_utils import Database

from matchmaker.config import Settings
from matchmaker.model.codes import Language
from matchmaker.model.introduction import LinkAction, MailKind
from matchmaker.operations.mail_params import unsubscribe_url
from matchmaker.store import action_links, mail_choices, users
from matchmaker.store.database import write_tx
from tests.conftest import NOW, SignIn, new_client

ADDRESS = "pekka@paja.example"
NOTICE, REMINDER = MailKind.NOTICE, MailKind.REMINDER


@pytest.fixture
def path(app_db: Database, settings: Settings) -> str:
    """The path of a link that stops notices."""
    url = unsubscribe_url(app_db, settings, email=ADDRESS, kind=NOTICE, now=NOW)
    return url.removeprefix(settings.base_url)


def stopped(app_db: Database, address: str = ADDRESS) -> frozenset[MailKind]:
    return mail_choices.list_opt_outs(app_db, address)


def test_looking_stops_nothing_and_the_button_does(client: FlaskClient, app_db: Database, path: str) -> None:
    page = client.get(path)
    assert "Stop notices to pekka@paja.example?" in page.text
    assert f'action="{path}"' in page.text
    assert stopped(app_db) == frozenset()
    page = client.post(path)
    assert (page.status_code, "No more notices to pekka@paja.example" in page.text) == (200, True)
    assert stopped(app_db) == {NOTICE}
    assert "No more notices" in client.get(path).text


def test_mail_programs_press_the_button_without_cookie_or_csrf_token(
    app: Flask, app_db: Database, path: str
) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    page = new_client(app).post(path, data={"List-Unsubscribe": "One-Click"})
    assert page.status_code == 200
    assert stopped(app_db) == {NOTICE}
    assert new_client(app).post(path, data={"List-Unsubscribe": "One-Click"}).status_code == 200
    assert new_client(app).post(f"{path}/again").status_code == 400, "only the one view is exempt"
    assert stopped(app_db) == {NOTICE}


def test_it_can_be_taken_back(client: FlaskClient, app_db: Database, path: str) -> None:
    client.post(path)
    page = client.post(f"{path}/again", follow_redirects=True)
    assert "You get these mails again: pekka@paja.example" in page.text
    assert stopped(app_db) == frozenset()
    actions = [row["action"] for row in app_db.query("SELECT action FROM audit WHERE action LIKE '%_mails'")]
    assert actions == ["stop_mails", "resume_mails"]


def test_in_finnish(app: Flask, path: str) -> None:
    page = new_client(app, "fi").post(path)
    assert "Ilmoituksia ei enää lähetetä osoitteeseen pekka@paja.example" in page.text


def test_a_link_of_another_kind_a_forged_one_and_an_old_one_are_nowhere(
    app: Flask, client: FlaskClient, app_db: Database, path: str
) -> None:
    with write_tx(app_db):
        other = action_links.add_action_link(
            app_db,
            action=LinkAction.CONFIRM_OFFERING,
            object_id="a" * 16,
            email=ADDRESS,
            now=NOW,
            life=timedelta(days=1),
        )
    for wrong in (f"/unsubscribe/{other}", "/unsubscribe/forged"):
        assert (client.get(wrong).status_code, client.post(wrong).status_code) == (404, 404)
    app.config["CLOCK"] = lambda: NOW + timedelta(days=366)
    assert client.post(path).status_code == 404
    assert stopped(app_db) == frozenset()


def test_one_chooses_on_ones_own_page(sign_in: SignIn, app_db: Database) -> None:
    browser = sign_in("coordinator@demo.example.com")
    page = browser.get("/mails")
    assert page.text.count(" checked") == 3
    assert 'href="/mails"' in page.text, "the footer leads here"
    browser.post("/mails", data={"language": "fi", "notice": "y"})
    assert stopped(app_db, "coordinator@demo.example.com") == {REMINDER}
    assert browser.get("/mails").text.count(" checked") == 2
    browser.post("/mails", data={"language": "fi", "notice": "y", "reminder": "y"})
    assert stopped(app_db, "coordinator@demo.example.com") == frozenset()
    browser.post("/mails", data={"language": "en", "notice": "y", "reminder": "y"})
    reader = users.find_user_by_email(app_db, "coordinator@demo.example.com")
    assert reader is not None
    assert reader.language is Language.EN
    assert browser.post("/mails", data={"language": "sv"}).status_code == 422


def test_mails_follow_the_pressed_language_until_one_is_chosen_for_them(
    sign_in: SignIn, app_db: Database
) -> None:
    address = "coordinator@demo.example.com"
    browser = sign_in(address)

    def language() -> Language:
        reader = users.find_user_by_email(app_db, address)
        assert reader is not None
        return reader.language

    assert language() is Language.FI
    for pressed in ("en", "fi", "en"):
        browser.get(f"/?lang={pressed}")
        assert language() is Language(pressed)
    browser.post("/mails", data={"language": "fi"})
    browser.get("/?lang=en")
    assert language() is Language.FI
