"""Correcting a company's details on the coordinator's pages."""

import pytest
from flask.testing import FlaskClient
from sqlite_utils import Database

from matchmaker.config import Settings
from matchmaker.model.company import Company, CompanyProfile
from matchmaker.operations.company_identity import identity_of
from matchmaker.operations.deliver_mail import deliver_mail
from matchmaker.store import companies
from matchmaker.store.database import write_tx
from tests.conftest import NOW, SignIn
from tests.web.company.conftest import Fields
from tests.web.coordinator.test_companies import add_company

MEMBER = "company@demo.example.com"


@pytest.fixture
def workshop(app_db: Database) -> Company:
    (found,) = companies.list_companies(app_db, search="Esimerkkipaja")
    return found


def url(company: Company) -> str:
    return f"/coordinator/companies/{company.id}/profile"


def as_shown(browser: FlaskClient, page: str, **changed: str) -> dict[str, str]:
    """The form as the page shows it, with changes."""
    found = Fields(browser.get(page).text).found
    typed = {name: found[name].get("value", "") for name in ("name", "municipality", "business_id", "seen")}
    return {**typed, **changed}


def profile(db: Database, company: Company) -> CompanyProfile:
    return companies.get_company(db, company.id).profile


def test_what_a_coordinator_corrects_is_kept_told_and_ranked_by(
    coordinator: FlaskClient, app_db: Database, workshop: Company, settings: Settings
) -> None:
    assert url(workshop) in coordinator.get(f"/coordinator/companies/{workshop.id}").text
    app_db.execute("DELETE FROM outbox")
    typed = as_shown(coordinator, url(workshop), name="Esimerkkikonepaja Oy", municipality="Kuopijo")
    asked = coordinator.post(url(workshop), data=typed)
    assert (asked.status_code, "Did you mean Kuopio?" in asked.text) == (422, True)
    coordinator.post(url(workshop), data={**typed, "municipality-meant": "Kuopio"})
    now = profile(app_db, workshop)
    assert (now.name, now.municipality) == ("Esimerkkikonepaja Oy", "297")
    page = coordinator.get(f"/coordinator/companies/{workshop.id}").text
    assert f"Name: {workshop.profile.name} → Esimerkkikonepaja Oy; Municipality: Varkaus → Kuopio" in page
    sql = "SELECT DISTINCT ranked_catalogue FROM needs WHERE company_id = ?"
    assert [row["ranked_catalogue"] for row in app_db.query(sql, [workshop.id])] == [0]
    assert deliver_mail(app_db, settings, now=NOW) == 1
    (mail,) = (path.read_text(encoding="utf-8") for path in settings.outbox.glob("*.eml"))
    assert f"To: {MEMBER}" in mail
    # A text may still say what the company was called.
    assert identity_of(app_db, workshop.id).companies == ("Esimerkkikonepaja Oy", workshop.profile.name)


def test_two_who_edit_at_once_lose_no_word(
    coordinator: FlaskClient, app_db: Database, workshop: Company, sign_in: SignIn
) -> None:
    member, own = sign_in(MEMBER), "/company/profile"
    mine = as_shown(coordinator, url(workshop), municipality="Kuopio")
    theirs = as_shown(member, own, makes="Kattiloita", business_id="2077474-0")
    assert member.post(own, data=theirs).status_code == 302
    refused = coordinator.post(url(workshop), data=mine)
    assert refused.status_code == 409
    assert "What the company makes: Kattiloita" in refused.text
    assert profile(app_db, workshop).municipality == "915"
    again = Fields(refused.text).found
    assert (again["municipality"]["value"], again["business_id"]["value"]) == ("Kuopio", "2077474-0")
    both = {**mine, "makes": "Kattiloita", "business_id": "2077474-0", "seen": again["seen"]["value"]}
    assert coordinator.post(url(workshop), data=both).status_code == 302
    now = profile(app_db, workshop)
    assert (now.municipality, now.makes, now.business_id) == ("297", "Kattiloita", "2077474-0")
    stale = member.post(own, data={**theirs, "makes": "Pumppuja"})
    assert (stale.status_code, "Municipality: Kuopio" in stale.text) == (409, True)


def test_a_business_id_that_another_company_has_leads_to_merging(
    coordinator: FlaskClient, app_db: Database, workshop: Company
) -> None:
    with write_tx(app_db):
        twin = companies.add_company(app_db, CompanyProfile("Toinen Oy", "2077474-0", "297"), now=NOW)
    typed = as_shown(coordinator, url(workshop), business_id="2077474-0")
    page = coordinator.post(url(workshop), data={**typed, "other": twin.id})
    assert page.status_code == 409
    assert "the same business ID" in page.text
    assert f"/companies/{workshop.id}/merge?into={twin.id}" in page.text
    assert "No, another company" not in page.text
    coordinator.post(f"/coordinator/companies/{workshop.id}/merge", data={"into": twin.id})
    assert coordinator.get(url(workshop)).location == url(twin)
    assert workshop.profile.name in identity_of(app_db, twin.id).companies


def test_a_new_name_that_another_company_has_is_asked_about_and_kept_after_a_no(
    coordinator: FlaskClient, app_db: Database, workshop: Company
) -> None:
    twin = add_company(app_db, "Savon Hitsaus Oy")
    typed = as_shown(coordinator, url(workshop), name="Savon-hitsuas")
    page = coordinator.post(url(workshop), data=typed)
    assert (page.status_code, "nearly the same name" in page.text) == (409, True)
    assert Fields(page.text).found["name"]["value"] == "Savon-hitsuas"
    assert coordinator.post(url(workshop), data={**typed, "other": twin}).status_code == 302
    assert profile(app_db, workshop).name == "Savon-hitsuas"
    assert coordinator.post(url(workshop), data=as_shown(coordinator, url(workshop))).status_code == 302
    merging = coordinator.get(f"/coordinator/companies/{twin}/merge").text
    assert "Savon-hitsuas" in merging
