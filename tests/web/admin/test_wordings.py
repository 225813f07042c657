"""Wording mails on the administrator's pages, and what can be done about mails that did not leave."""

import re
from html import unescape

import pytest
from flask.testing import FlaskClient
from sqlite_utils import Database

from matchmaker.mail.wording import template_names
from matchmaker.model.codes import Language
from matchmaker.store import mail_choices, outbox
from matchmaker.store.database import write_tx
from matchmaker.web.admin.wordings import NAMES
from tests.conftest import NOW
from tests.web.admin.test_pages import break_mails

PAGE = "/admin/mail-texts/sign_in/fi"
OWN = {"subject": "Tervetuloa", "body": "Moi!\r\n\r\n[Sisään] {{ link }}"}


def test_every_mail_has_a_name_and_a_page_in_both_languages(admin: FlaskClient) -> None:
    assert set(NAMES) == set(template_names())
    page = admin.get("/admin/mail-texts").text
    for name in template_names():
        for language in Language:
            path = f"/admin/mail-texts/{name}/{language}"
            assert f'href="{path}"' in page
            assert admin.get(path).status_code == 200
            assert admin.get(f"{path}/html").status_code == 200


def test_the_usual_wording_stands_in_the_form(admin: FlaskClient) -> None:
    page = admin.get(PAGE).text
    assert 'value="Kirjautumislinkkisi"' in page
    assert "Kirjaudu avaamalla tämä linkki." in page
    assert "{{ link }}" in page
    assert "has to be in the text" in page
    assert "This is the usual wording." in page


def test_saving_an_own_wording_and_going_back(admin: FlaskClient, app_db: Database) -> None:
    page = admin.post(PAGE, data=OWN, follow_redirects=True).text
    assert "Saved. The next mail of this kind says so." in page
    assert "This is your own wording." in page
    stored = mail_choices.find_wording(app_db, "sign_in", Language.FI)
    assert stored is not None
    assert (stored.subject, stored.body) == ("Tervetuloa", "Moi!\n\n[Sisään] {{ link }}")
    assert "Own wording, 24 Nov 2026" in admin.get("/admin/mail-texts").text
    page = admin.post(f"{PAGE}/reset", follow_redirects=True).text
    assert "The mail has its usual wording again." in page
    assert mail_choices.list_wordings(app_db) == []


def test_sending_the_form_unchanged_keeps_the_usual_wording(admin: FlaskClient, app_db: Database) -> None:
    page = admin.get("/admin/mail-texts/introduction_result/en").text
    typed = {
        "subject": re.search(r'<input[^>]*name="subject"[^>]*value="([^"]*)"', page),
        "body": re.search(r'<textarea[^>]*name="body"[^>]*>(.*?)</textarea>', page, re.DOTALL),
    }
    form = {name: unescape(found[1]) for name, found in typed.items() if found is not None}
    assert set(form) == {"subject", "body"}
    assert admin.post("/admin/mail-texts/introduction_result/en", data=form).status_code == 302
    assert mail_choices.list_wordings(app_db) == []


def test_a_preview_saves_nothing(admin: FlaskClient, app_db: Database) -> None:
    page = admin.post(PAGE, data={**OWN, "preview": "1"})
    assert page.status_code == 200
    assert "Preview with sample values" in page.text
    assert "[Sisään] http://localhost/sign-in/example" in page.text
    assert "Tervetuloa" in page.text
    assert mail_choices.list_wordings(app_db) == []


def test_mistakes_stand_beside_their_fields_and_the_text_is_kept(
    admin: FlaskClient, app_db: Database
) -> None:
    for press in ({}, {"preview": "1"}):
        page = admin.post(PAGE, data={"subject": "{{ titel }}", "body": "Ei <b>linkkiä</b>.", **press})
        assert page.status_code == 422
        assert "This mail knows no {{ titel }}." in page.text
        assert "The text has to contain {{ link }} outside conditions" in page.text
        assert "Ei &lt;b&gt;linkkiä&lt;/b&gt;." in page.text
    page = admin.post(PAGE, data={"subject": "", "body": "a\nb\n{{ link"})
    assert "Give the mail a subject." in page.text
    page = admin.post(PAGE, data={"subject": "x", "body": "a\nb\n{{ link"})
    assert "Line 3 cannot be read" in page.text
    page = admin.post(PAGE, data={"subject": "x", "body": "{{ link }}{{ cycler.__init__ }}"})
    assert "Line 1: only placeholders and conditions may be used." in page.text
    assert mail_choices.list_wordings(app_db) == []


def test_in_finnish(admin: FlaskClient) -> None:
    admin.environ_base["HTTP_ACCEPT_LANGUAGE"] = "fi"
    page = admin.post(PAGE, data={"subject": "{{ titel }}", "body": "Ei."}).text
    assert "Tässä viestissä ei ole muuttujaa {{ titel }}." in page
    assert "Viestien sanamuodot" in admin.get("/admin/mail-texts").text


def test_the_html_view_can_run_and_load_nothing(admin: FlaskClient) -> None:
    page = admin.get(f"{PAGE}/html")
    assert page.headers["Content-Security-Policy"].startswith(
        "default-src 'none'; style-src 'unsafe-inline';"
    )
    assert page.mimetype == "text/html"
    assert "Kirjaudu avaamalla" in page.text


@pytest.mark.parametrize(
    ("subject", "body", "said"),
    [
        ("{{ gone }}", "Moi! {{ link }}", "This mail knows no {{ gone }}."),
        ("Moi", "Moi! {{ link", "Line 1 cannot be read"),
        ("Moi", "Moi!", "The text has to contain {{ link }} outside conditions"),
        ("{{ link.nothing.at.all }}", "{{ link }}", "only placeholders and conditions may be used"),
        ("{% if demo %}x{% endif %}", "{{ link }}", "This mail knows no {{ demo }}."),
    ],
)
def test_an_own_wording_that_its_template_has_outgrown_is_explained(
    admin: FlaskClient, app_db: Database, subject: str, body: str, said: str
) -> None:
    with write_tx(app_db):
        mail_choices.save_wording(
            app_db,
            template="sign_in",
            language=Language.FI,
            subject=subject,
            body=body,
            changed_by=None,
            now=NOW,
        )
    assert admin.get(f"{PAGE}/html").location == PAGE
    page = admin.get(PAGE)
    assert page.status_code == 200
    assert "Your own wording no longer fits this mail" in page.text
    assert said in unescape(page.text)
    assert unescape(page.text).count(body) >= 1
    assert admin.post(PAGE, data=OWN).status_code == 302
    page = admin.get(PAGE).text
    assert "no longer fits" not in page
    assert admin.get(f"{PAGE}/html").status_code == 200


def test_unknown_mails_and_languages_are_nowhere(admin: FlaskClient) -> None:
    for path in ("/admin/mail-texts/nope/fi", "/admin/mail-texts/sign_in/sv", "/admin/mail-texts/digest/en"):
        assert admin.get(path).status_code == 404
        assert admin.get(f"{path}/html").status_code == 404
        assert admin.post(f"{path}/reset").status_code == 404


def test_a_mail_that_was_given_up_can_be_put_aside(admin: FlaskClient, app_db: Database) -> None:
    failed, waiting = break_mails(app_db)
    assert admin.post(f"/admin/mails/{failed}/put-aside").status_code == 302
    assert [mail.id for mail in outbox.list_troubled(app_db)] == [waiting]
    for mail_id in (failed, waiting, "a" * 16):
        assert admin.post(f"/admin/mails/{mail_id}/put-aside").status_code == 404


def test_all_that_surely_did_not_leave_are_tried_again_at_once(admin: FlaskClient, app_db: Database) -> None:
    failed, _waiting = break_mails(app_db)
    with write_tx(app_db):
        more = [
            outbox.enqueue(
                app_db,
                template="sign_in",
                recipient="a@b.example",
                language=Language.FI,
                params={"next": ""},
                now=NOW,
            )
            for _ in range(2)
        ]
        app_db.execute("UPDATE outbox SET failed_at = created_at, last_error = 'x' WHERE id IN (?, ?)", more)
        app_db.execute("UPDATE outbox SET sending_at = created_at WHERE id = ?", [more[1]])
    page = admin.get("/admin/mails").text
    assert "Try all of these now that surely did not leave" in page
    assert "Sign-in link" in page
    page = admin.post("/admin/mails/retry-failed", follow_redirects=True).text
    assert "2 mails are tried again within seconds." in page
    still = [mail.id for mail in outbox.list_troubled(app_db) if mail.failed_at is not None]
    assert still == [more[1]]
    assert failed not in still
