"""Institutions and their offerings, as coordinators and administrators see them."""

import html
import re

from flask.testing import FlaskClient
from sqlite_utils import Database

from matchmaker.model.codes import InstitutionKind
from matchmaker.model.offering import OfferingState
from matchmaker.store import institutions, offerings, users
from matchmaker.store.database import write_tx
from tests.conftest import NOW, CountQueries, SignIn

MEMBER = {"email": "uusi.tutkija@example.com", "name": "", "language": "en"}
NEW = {"name": "Uusi laitos", "kind": "hospital", "website": "uusi.example.fi"}


def test_coordinator_invites_a_member_who_then_writes_offerings(
    coordinator: FlaskClient, sign_in: SignIn, app_db: Database, institution_id: str
) -> None:
    url = f"/coordinator/institutions/{institution_id}"
    page = coordinator.post(f"{url}/invite", data=MEMBER, follow_redirects=True).text
    assert "An invitation is on its way to uusi.tutkija@example.com." in page
    assert ("Invited" in page, "Take the invitation back" in page) == (True, True)
    browser = sign_in(MEMBER["email"])
    assert "Koneiden" in browser.get("/institution/offerings?lang=fi").text


def test_coordinator_takes_a_member_s_rights_away(
    coordinator: FlaskClient, sign_in: SignIn, app_db: Database, institution_id: str
) -> None:
    browser = sign_in("institution@demo.example.com")
    (pair,) = users.list_members(app_db, institution_id=institution_id)
    coordinator.post(f"/coordinator/institutions/{institution_id}/members/{pair[0].id}/end")
    assert browser.get("/institution/offerings").status_code == 404


def test_memberships_of_others_are_not_found_there(
    coordinator: FlaskClient, app_db: Database, institution_id: str
) -> None:
    ids = [row["id"] for row in app_db.query("SELECT id FROM memberships WHERE role <> 'institution'")]
    for membership_id in (*ids, "a" * 16):
        path = f"/coordinator/institutions/{institution_id}/members/{membership_id}/end"
        assert coordinator.post(path).status_code == 404
    assert app_db.execute("SELECT count(*) FROM memberships WHERE state = 'ended'").fetchone()[0] == 0


def test_bad_member_is_told_and_kept(coordinator: FlaskClient, app_db: Database, institution_id: str) -> None:
    for changes, message in (
        ({"email": "tutkija"}, "This is not an e-mail address."),
        ({"email": ""}, "Write the e-mail address."),
    ):
        answer = coordinator.post(
            f"/coordinator/institutions/{institution_id}/invite",
            data={**MEMBER, "name": "Kirjoitettu nimi", **changes},
        )
        assert (answer.status_code, message in answer.text) == (422, True)
        assert 'value="Kirjoitettu nimi"' in answer.text
    assert len(users.list_members(app_db, institution_id=institution_id)) == 1


def test_coordinator_cannot_add_or_rename_institutions(coordinator: FlaskClient, institution_id: str) -> None:
    for path in ("/admin/institutions/new", f"/admin/institutions/{institution_id}/edit"):
        assert coordinator.get(path).status_code == 404
        assert coordinator.post(path, data=NEW).status_code == 404
    assert "Add an institution" not in coordinator.get("/coordinator/institutions").text


def test_administrator_adds_and_renames(admin: FlaskClient, app_db: Database) -> None:
    page = admin.post("/admin/institutions/new", data=NEW, follow_redirects=True).text
    assert "The institution is added." in page
    added = institutions.find_institution_by_name(app_db, "Uusi laitos")
    assert added
    assert (added.kind, added.website) == (InstitutionKind.HOSPITAL, "https://uusi.example.fi")
    taken = admin.post("/admin/institutions/new", data={**NEW, "name": "UUSI LAITOS"})
    assert (taken.status_code, "Another institution has this name already." in taken.text) == (422, True)
    admin.post(f"/admin/institutions/{added.id}/edit", data={**NEW, "name": "Vanha laitos"})
    page = admin.get(f"/coordinator/institutions/{added.id}").text
    assert "Vanha laitos" in page
    assert "The institution&#39;s details were changed" in page


def test_coordinator_corrects_an_imported_offering_without_confirming_it(
    coordinator: FlaskClient, client: FlaskClient, app_db: Database
) -> None:
    offering_id = app_db.execute("SELECT id FROM offerings WHERE external_id = 'o002'").fetchone()[0]
    page = coordinator.get(f"/coordinator/offerings/{offering_id}").text
    assert ("See the public page" in page, "Still valid" in page) == (True, False)
    answer = coordinator.post(
        f"/coordinator/offerings/{offering_id}/edit",
        data={"kind": "project", "title_fi": "NewTech", "description_fi": "Korjattu kuvaus.", "version": "1"},
    )
    assert answer.status_code == 302
    edited = offerings.get_offering(app_db, offering_id)
    assert (edited.state, edited.confirmed_at, edited.version_number) == (
        OfferingState.UNCONFIRMED,
        None,
        2,
    )
    public = client.get(f"/offerings/{offering_id}").text
    assert ("Korjattu kuvaus." in public, "not confirmed by the organisation" in public) == (True, True)


def test_imported_offering_survives_the_form_unchanged(coordinator: FlaskClient, app_db: Database) -> None:
    """What the form shows of each real offering, sent back as it is, makes no new version."""
    changed = []
    for offering in offerings.list_listed(app_db)[::10]:
        url = f"/coordinator/offerings/{offering.id}/edit"
        data = form_values(coordinator.get(url).text)
        answer = coordinator.post(url, data=data)
        if answer.status_code != 302 or offerings.get_offering(app_db, offering.id) != offering:
            changed.append(offering.external_id)
    assert changed == []


def form_values(page: str) -> dict[str, list[str]]:
    """What a browser would send of the page's offering form."""
    form = page[page.index('<form class="form') :]
    form = form[: form.index("</form>")]
    values: dict[str, list[str]] = {}
    for tag in re.findall(r"<input [^>]*>", form):
        attributes = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        if attributes.get("type") in ("checkbox", "radio") and not re.search(r"\schecked\b", tag):
            continue
        values.setdefault(attributes["name"], []).append(html.unescape(attributes.get("value", "")))
    for name, text in re.findall(r'<textarea [^>]*name="(\w+)"[^>]*>\r?\n?(.*?)</textarea>', form, re.DOTALL):
        values.setdefault(name, []).append(html.unescape(text))
    return values


def test_list_costs_the_same_however_long(
    coordinator: FlaskClient, app_db: Database, count_queries: CountQueries
) -> None:
    few = count_queries(lambda: coordinator.get("/coordinator/institutions"))
    with write_tx(app_db):
        for number in range(10):
            institutions.add_institution(app_db, name=f"Laitos {number}", kind=InstitutionKind.OTHER, now=NOW)
    assert count_queries(lambda: coordinator.get("/coordinator/institutions")) == few


def test_members_of_the_demo_are_marked(coordinator: FlaskClient, institution_id: str) -> None:
    assert "Invented for the demo" in coordinator.get(f"/coordinator/institutions/{institution_id}").text
    assert "Invented for the demo" in coordinator.get("/coordinator/institutions").text
