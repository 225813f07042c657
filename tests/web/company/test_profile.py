"""The company's profile, asking to join, and members."""

import pytest
from flask.testing import FlaskClient
from sqlite_utils import Database

from matchmaker.model.codes import Sector, SizeClass
from matchmaker.model.company import CompanyProfile
from matchmaker.model.user import MembershipState
from matchmaker.store import companies, users
from matchmaker.store.database import write_tx
from tests.conftest import NOW, SignIn
from tests.web.company.conftest import MEMBER, NEWCOMER, Fields

PROFILE = "/company/profile"
SHOP = {"name": "Esimerkkipaja Oy (keksitty)", "municipality": "Varkaus"}


def memberships(db: Database, email: str):
    return users.list_memberships(db, users.find_user_by_email(db, email).id)


def profile_of(db: Database, email: str) -> CompanyProfile:
    (membership,) = memberships(db, email)
    return companies.get_company(db, membership.company_id).profile


def test_newcomer_registers_a_company_and_goes_on_to_the_need(newcomer: FlaskClient, app_db: Database):
    response = newcomer.post(
        PROFILE,
        data={
            "name": "  Kallaveden   Kone Oy ",
            "municipality": "KUOPIO",
            "business_id": "FI20774740",
            "size": "micro",
            "sector": "energy",
            "nace_section": "C",
            "makes": "Höyrykattiloita",
            "website": "www.kallavedenkone.fi",
        },
    )
    assert response.headers["Location"] == "/company/needs/new"
    assert profile_of(app_db, NEWCOMER) == CompanyProfile(
        name="Kallaveden Kone Oy",
        business_id="2077474-0",
        municipality="297",
        size=SizeClass.MICRO,
        sector=Sector.ENERGY,
        nace_section="C",
        makes="Höyrykattiloita",
        website="https://www.kallavedenkone.fi",
    )


def test_profile_is_shown_as_it_stands_and_saved(member: FlaskClient, app_db: Database):
    fields = Fields(member.get(PROFILE).text).found
    assert (fields["name"]["value"], fields["municipality"]["value"]) == (SHOP["name"], "Varkaus")
    response = member.post(
        PROFILE, data={**SHOP, "municipality": "Idensalmi", "size": "medium", "sector": ""}
    )
    assert response.status_code == 302
    saved = profile_of(app_db, MEMBER)
    assert (saved.municipality, saved.size, saved.sector, saved.website) == (
        "140",
        SizeClass.MEDIUM,
        None,
        "",
    )


def test_changed_profile_has_the_open_needs_ranked_again(member: FlaskClient, app_db: Database):
    (membership,) = memberships(app_db, MEMBER)
    sql = "SELECT DISTINCT ranked_catalogue > 0 AS ranked FROM needs WHERE company_id = ?"
    assert [row["ranked"] for row in app_db.query(sql, [membership.company_id])] == [1]
    member.post(PROFILE, data={**SHOP, "makes": "Pumppuja"})
    assert [row["ranked"] for row in app_db.query(sql, [membership.company_id])] == [0]


@pytest.mark.parametrize(
    ("field", "typed", "message"),
    [
        ("name", "", "Write the name of the company."),
        ("municipality", "Atlantis", "There is no municipality called “Atlantis”."),
        ("business_id", "1234567-2", "This is not a Finnish business ID."),
        ("business_id", "0000000-0", "This is not a Finnish business ID."),
        ("business_id", "kuusi", "This is not a Finnish business ID."),
        ("website", "javascript:alert(1)", "This is not a web address."),
        ("website", "ei ole", "This is not a web address."),
        ("website", "www." + "a" * 300 + ".fi", "longer than 300 characters"),
        ("makes", "a" * 2001, "longer than 2000 characters"),
        ("size", "huge", "Not a valid choice."),
        ("nace_section", "Z", "Not a valid choice."),
    ],
)
def test_bad_field_is_named_beside_it_and_keeps_what_was_typed(member, app_db, field, typed, message):
    before = profile_of(app_db, MEMBER)
    response = member.post(PROFILE, data={**SHOP, field: typed})
    page = Fields(response.text)
    assert response.status_code == 422
    assert message in response.text
    assert f"{field}-error" in page.found[field]["aria-describedby"].split()
    assert page.found[field]["aria-invalid"] == "true"
    if page.found[field]["tag"] == "input":
        assert page.found[field].get("value", "") == typed
    assert profile_of(app_db, MEMBER) == before


def test_business_id_of_another_company_is_refused_beside_the_field(member, newcomer, app_db):
    newcomer.post(PROFILE, data={"name": "Toinen Oy", "municipality": "Kuopio", "business_id": "2077474-0"})
    response = member.post(PROFILE, data={**SHOP, "business_id": "2077474-0"})
    assert response.status_code == 422
    assert "Another company in this service has this business ID." in response.text
    assert "Toinen Oy" not in response.text
    assert (
        Fields(response.text).found["business_id"]["aria-describedby"] == "business_id-hint business_id-error"
    )


@pytest.mark.parametrize(
    "typed",
    [
        {"name": "esimerkkipaja  oy (KEKSITTY)", "municipality": "Varkaus"},
        {"name": "Aivan Muu Nimi Oy", "municipality": "Kuopio", "business_id": "20774740"},
    ],
    ids=["same name and municipality", "same business ID"],
)
def test_company_that_is_here_is_asked_first_and_shows_nothing(member, newcomer, app_db, typed):
    member.post(PROFILE, data={**SHOP, "business_id": "2077474-0", "makes": "Salaisia osia"})
    before = app_db["companies"].count
    page = newcomer.post(PROFILE, data=typed, follow_redirects=True).text
    (membership,) = memberships(app_db, NEWCOMER)
    assert membership.state is MembershipState.REQUESTED
    assert app_db["companies"].count == before
    assert "Waiting to be accepted" in page
    assert "Salaisia" not in page
    assert "Esimerkkipaja" not in page
    assert newcomer.get("/company/members").status_code == 404
    mails = [row for row in app_db["outbox"].rows if row["template"] == "membership_requested"]
    assert [row["recipient"] for row in mails] == [MEMBER]


def test_namesakes_with_different_business_ids_are_two_companies(member, newcomer, app_db):
    member.post(PROFILE, data={**SHOP, "business_id": "2077474-0"})
    newcomer.post(PROFILE, data={**SHOP, "business_id": "1234567-1"})
    (membership,) = memberships(app_db, NEWCOMER)
    assert membership.state is MembershipState.ACTIVE


def test_member_accepts_the_one_who_asks(member, newcomer, app_db):
    newcomer.post(PROFILE, data=SHOP)
    assert "One person asks to join your company." in member.get("/company/needs").text
    assert NEWCOMER in member.get("/company/members").text
    (membership,) = memberships(app_db, NEWCOMER)
    member.post(f"/company/members/{membership.id}/accept")
    assert newcomer.get("/company/members").status_code == 200
    accepted = [row["recipient"] for row in app_db["outbox"].rows if row["template"] == "membership_accepted"]
    assert accepted == [NEWCOMER]


def test_refused_person_stays_out_and_may_register_another_company(member, newcomer, app_db):
    newcomer.post(PROFILE, data=SHOP)
    (membership,) = memberships(app_db, NEWCOMER)
    member.post(f"/company/members/{membership.id}/remove")
    assert memberships(app_db, NEWCOMER) == []
    newcomer.post(PROFILE, data={"name": "Oma Oy", "municipality": "Kuopio"})
    assert profile_of(app_db, NEWCOMER).name == "Oma Oy"


def test_request_is_taken_back_by_the_one_who_made_it(newcomer, app_db):
    newcomer.post(PROFILE, data=SHOP)
    assert newcomer.post("/company/request/cancel").headers["Location"] == PROFILE
    assert memberships(app_db, NEWCOMER) == []
    assert newcomer.post("/company/request/cancel").status_code == 302


def test_members_remove_others_but_not_themselves(member, newcomer, app_db):
    newcomer.post(PROFILE, data=SHOP)
    (asked,) = memberships(app_db, NEWCOMER)
    member.post(f"/company/members/{asked.id}/accept")
    (own,) = memberships(app_db, MEMBER)
    assert member.post(f"/company/members/{own.id}/remove").status_code == 404
    assert newcomer.post(f"/company/members/{own.id}/remove").status_code == 302
    assert member.get("/company/members").status_code == 404


def test_members_page_makes_the_same_number_of_queries_for_many(member, app_db, sign_in: SignIn, monkeypatch):
    from tests.web.company.test_needs import statements

    (own,) = memberships(app_db, MEMBER)
    counts = []
    for batch in (3, 27):
        with write_tx(app_db):
            for number in range(batch):
                user = users.add_user(
                    app_db, email=f"u{batch}-{number}@example.com", language="fi", now=NOW, is_demo=True
                )
                users.add_membership(
                    app_db,
                    user_id=user.id,
                    role="company",
                    state=MembershipState.REQUESTED,
                    now=NOW,
                    company_id=own.company_id,
                )
        with statements(monkeypatch) as seen:
            assert member.get("/company/members").text.count("@example.com") >= batch
        counts.append(len(seen))
    assert counts[0] == counts[1] > 0


def test_municipalities_are_proposed_while_typing(member):
    page = member.get(PROFILE).text
    assert '<option value="Äänekoski"></option>' in page
    assert Fields(page).found["municipality"]["list"] == "municipalities"
