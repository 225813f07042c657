"""The organisation's own page: website, members, contact persons."""

from flask.testing import FlaskClient
from sqlite_utils import Database

from matchmaker.model.codes import Language
from matchmaker.store import institutions
from tests.web.institution.conftest import Other

VILLE = {"contact-name": "Ville Virtanen", "contact-email": "Ville@Example.com", "contact-language": "en"}


def test_page_shows_who_belongs_here(member: FlaskClient) -> None:
    page = member.get("/institution/details").text
    for words in (
        "Demo-tutkimuslaitos (keksitty)",
        "Research institute",
        "institution@demo.example.com",
        "Active",
    ):
        assert words in page


def test_website_is_kept_in_full_form(member: FlaskClient, app_db: Database, institution_id: str) -> None:
    assert member.post("/institution/details", data={"website": "www.example.fi"}).status_code == 302
    assert institutions.get_institution(app_db, institution_id).website == "https://www.example.fi"
    refused = member.post("/institution/details", data={"website": "ftp://x"})
    assert (refused.status_code, 'value="ftp://x"' in refused.text) == (422, True)


def test_contact_is_added_and_removed(member: FlaskClient, app_db: Database, institution_id: str) -> None:
    page = member.post("/institution/contacts", data=VILLE, follow_redirects=True).text
    assert "Ville Virtanen is now a contact person." in page
    (contact,) = institutions.list_contacts(app_db, institution_id)
    assert (contact.name, contact.email, contact.language) == (
        "Ville Virtanen",
        "ville@example.com",
        Language.EN,
    )
    member.post(f"/institution/contacts/{contact.id}/end")
    assert institutions.list_contacts(app_db, institution_id) == []


def test_bad_contact_is_told_and_kept(member: FlaskClient, app_db: Database, institution_id: str) -> None:
    for changes, message in (
        ({"contact-name": " "}, "Write the person&#39;s name."),
        ({"contact-email": "ville"}, "This is not an e-mail address."),
        ({"contact-email": "a@example.com\nBcc: b@example.com"}, "This is not an e-mail address."),
        ({"contact-language": "sv"}, "Not a valid choice"),
    ):
        answer = member.post("/institution/contacts", data={**VILLE, **changes})
        assert (answer.status_code, message in answer.text, "Ville" in answer.text) == (422, True, True), (
            changes
        )
    assert institutions.list_contacts(app_db, institution_id) == []


def test_contact_of_another_institution_stays(member: FlaskClient, other: Other, app_db: Database) -> None:
    other.browser.post("/institution/contacts", data=VILLE)
    (contact,) = institutions.list_contacts(app_db, other.institution_id)
    for contact_id in (contact.id, "a" * 16):
        assert member.post(f"/institution/contacts/{contact_id}/end").status_code == 404
    assert institutions.list_contacts(app_db, other.institution_id) == [contact]
