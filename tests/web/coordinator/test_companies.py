"""Companies: finding one, its people, merging two entries; and messages about offerings."""

import pytest
from flask.testing import FlaskClient
from sqlite_utils import Database

from matchmaker.model.codes import Language
from matchmaker.model.company import Company, CompanyProfile
from matchmaker.model.user import MembershipState, Role
from matchmaker.operations.send_correction import send_correction
from matchmaker.store import companies, needs, notes, offerings, users
from matchmaker.store.database import write_tx
from tests.conftest import NOW, CountQueries

URL = "/coordinator/companies"


@pytest.fixture
def workshop(app_db: Database) -> Company:
    (found,) = companies.list_companies(app_db, search="Esimerkkipaja")
    return found


def add_company(db: Database, name: str, business_id: str | None = None) -> str:
    with write_tx(db):
        profile = CompanyProfile(name, business_id=business_id, municipality="915", makes="Ohutlevyä")
        return companies.add_company(db, profile, now=NOW).id


def ask_to_join(db: Database, company_id: str, email: str) -> str:
    with write_tx(db):
        user = users.add_user(db, email=email, language=Language.FI, now=NOW)
        return users.add_membership(
            db,
            user_id=user.id,
            role=Role.COMPANY,
            state=MembershipState.REQUESTED,
            now=NOW,
            company_id=company_id,
        ).id


@pytest.mark.parametrize("query", ["ÄÄNEKOSKEN", "äänekosken paja", "1234567", "1234567-1"])
def test_companies_are_found_by_name_and_business_id(coordinator: FlaskClient, app_db: Database, query: str):
    add_company(app_db, "Äänekosken Paja Oy", "1234567-1")
    page = coordinator.get(URL, query_string={"q": query}).text
    assert "Äänekosken Paja Oy" in page
    assert "Mallimarja" not in page


def test_finding_nothing_says_what_to_do(coordinator: FlaskClient):
    page = coordinator.get(URL, query_string={"q": '"; DROP TABLE companies --'}).text
    assert "No companies found" in page


def test_the_list_takes_as_many_queries_for_three_and_three_hundred(
    coordinator: FlaskClient, app_db: Database, count_queries: CountQueries
):
    few = count_queries(lambda: coordinator.get(URL))
    for number in range(300):
        add_company(app_db, f"Paja {number} Oy")
    assert count_queries(lambda: coordinator.get(URL)) == few
    page = coordinator.get(URL).text
    assert "There are more. Search by name to see the rest." in page


def test_a_company_shows_its_profile_needs_and_people(
    coordinator: FlaskClient, app_db: Database, workshop: Company
):
    page = coordinator.get(f"{URL}/{workshop.id}").text
    assert "Varkaus" in page
    assert "company@demo.example.com" in page
    for need in needs.list_needs_of_company(app_db, workshop.id):
        assert need.content.title in page


def test_a_coordinator_accepts_or_refuses_who_asks_to_join(
    coordinator: FlaskClient, app_db: Database, workshop: Company
):
    wanted = ask_to_join(app_db, workshop.id, "uusi@example.com")
    unwanted = ask_to_join(app_db, workshop.id, "vieras@example.com")
    coordinator.post(f"{URL}/{workshop.id}/members/{wanted}/accept")
    coordinator.post(f"{URL}/{workshop.id}/members/{unwanted}/end")
    states = [users.get_membership(app_db, one).state for one in (wanted, unwanted)]
    assert states == [MembershipState.ACTIVE, MembershipState.ENDED]
    page = coordinator.get(f"{URL}/{workshop.id}").text
    assert "A member was accepted into the company (uusi@example.com)" in page
    assert coordinator.post(f"{URL}/{workshop.id}/members/{unwanted}/accept").status_code == 404


def test_the_last_member_stays(coordinator: FlaskClient, app_db: Database, workshop: Company):
    ((membership, _user),) = users.list_members(app_db, company_id=workshop.id)
    page = coordinator.post(f"{URL}/{workshop.id}/members/{membership.id}/end", follow_redirects=True).text
    assert "A company keeps at least one member." in page
    assert users.get_membership(app_db, membership.id).state is MembershipState.ACTIVE


def test_another_companys_member_is_not_touched(
    coordinator: FlaskClient, app_db: Database, workshop: Company
):
    other = add_company(app_db, "Muu Oy")
    wanted = ask_to_join(app_db, workshop.id, "uusi@example.com")
    assert coordinator.post(f"{URL}/{other}/members/{wanted}/accept").status_code == 404
    assert users.get_membership(app_db, wanted).state is MembershipState.REQUESTED


def test_two_entries_are_compared_confirmed_and_merged(
    coordinator: FlaskClient, app_db: Database, workshop: Company
):
    twin = add_company(app_db, "Esimerkkipaja", "1234567-1")
    choose = coordinator.get(f"{URL}/{twin}/merge").text
    assert f"into={workshop.id}" in choose
    confirm = coordinator.get(f"{URL}/{twin}/merge?into={workshop.id}").text
    assert "This entry goes" in confirm
    assert "1234567-1" in confirm
    assert "2 needs" in confirm
    assert companies.get_company(app_db, twin).merged_into is None
    response = coordinator.post(f"{URL}/{twin}/merge", data={"into": workshop.id})
    assert response.location == f"{URL}/{workshop.id}"
    assert companies.get_company(app_db, workshop.id).profile.business_id == "1234567-1"
    assert "Two entries of the company were merged" in coordinator.get(f"{URL}/{workshop.id}").text
    assert coordinator.get(f"{URL}/{twin}").location == f"{URL}/{workshop.id}"
    assert coordinator.get(f"{URL}/{twin}/merge").location == f"{URL}/{workshop.id}"


def test_two_companies_are_not_merged(coordinator: FlaskClient, app_db: Database):
    one, other = add_company(app_db, "Paja Oy", "1234567-1"), add_company(app_db, "Paja Oy", "2345678-2")
    response = coordinator.post(f"{URL}/{one}/merge", data={"into": other})
    assert response.status_code == 409
    assert "they are two companies" in response.text
    assert coordinator.post(f"{URL}/{one}/merge", data={"into": one}).status_code == 409
    assert coordinator.post(f"{URL}/{one}/merge", data={"into": "a" * 16}).status_code == 404
    assert coordinator.post(f"{URL}/{one}/merge").status_code == 200  # nothing chosen: choose first
    assert companies.get_company(app_db, one).merged_into is None


def test_a_message_about_an_offering_is_shown_and_handled_once(coordinator: FlaskClient, app_db: Database):
    assert "No messages" in coordinator.get("/coordinator/corrections").text
    offering = offerings.list_listed(app_db)[0]
    send_correction(
        app_db,
        offering_id=offering.id,
        email="tutkija@example.com",
        name="Tutkija",
        body="Numero on <b>vanha</b>.",
        now=NOW,
    )
    (message,) = notes.list_open_corrections(app_db)
    page = coordinator.get("/coordinator/corrections").text
    assert "Numero on &lt;b&gt;vanha&lt;/b&gt;." in page
    assert "tutkija@example.com" in page
    coordinator.post(f"/coordinator/corrections/{message.id}/handled")
    assert notes.list_open_corrections(app_db) == []
    assert coordinator.post(f"/coordinator/corrections/{'a' * 16}/handled").status_code == 404


@pytest.mark.parametrize("forged", ["a" * 16, "1", "' OR 1=1 --", "%00", "ä" * 16])
def test_forged_ids_find_nothing(coordinator: FlaskClient, forged: str):
    assert coordinator.get(f"{URL}/{forged}").status_code == 404
    assert coordinator.get(f"{URL}/{forged}/merge").status_code == 404
    assert coordinator.post(f"{URL}/{forged}/members/{forged}/accept").status_code == 404
