"""Entering a need that was told by phone or during a visit."""

import re

import pytest
from flask.testing import FlaskClient
from sqlite_utils import Database

from matchmaker.model.company import Company, ConsentChannel, ConsentPurpose
from matchmaker.model.ids import new_id
from matchmaker.model.need import Audience, NeedChannel, NeedPart
from matchmaker.store import companies, matches, needs, users
from tests.conftest import NOW, SignIn

URL = "/coordinator/needs/new"


@pytest.fixture
def workshop(app_db: Database) -> Company:
    (found,) = companies.list_companies(app_db, search="Esimerkkipaja")
    return found


def told(**changed: object) -> dict[str, object]:
    """A complete form; fields of a new company are ignored for a known one."""
    return {
        "submission_key": new_id(),
        "company_name": "Uusi Paja Oy",
        "municipality": "Kuopio",
        "business_id": "",
        "size": "small",
        "title": "Hitsit halkeilevat rungossa",
        "description": "Runko on 8 mm S700-terästä, ja hitsi halkeaa kulmasta 500 tunnin jälkeen.",
        "language": "detect",
        "helps": ["testing"],
        "urgency": "now",
        "sector": "machinery",
        "channel": "visit",
        "agreed_by": "Kaisa Korhonen",
        "agreed_how": "visit",
        "agreed_on": "2026-11-20",
        "consent_match": "y",
        "consent_introduce": "y",
        "email": "",
        "phone": "040 123 4567",
        **{f"open_{part}": "asked" for part in NeedPart},
        **changed,
    }


def enter(browser: FlaskClient, company: str = "new", **changed: object):
    return browser.post(f"{URL}?company={company}", data=told(**changed))


def new_company(db: Database) -> Company:
    (found,) = companies.list_companies(db, search="Uusi Paja")
    return found


def test_the_company_is_looked_for_first(coordinator: FlaskClient, workshop: Company):
    assert "Search first" in coordinator.get(URL).text
    page = coordinator.get(f"{URL}?q=paja").text
    assert f"company={workshop.id}" in page
    assert "company=new&amp;q=paja" in page
    nothing = coordinator.get(f"{URL}?q=zzz").text
    assert "No companies found" in nothing
    assert 'value="zzz"' in coordinator.get(f"{URL}?company=new&q=zzz").text


def test_a_need_of_a_known_company_is_stored_ranked_and_queued(
    coordinator: FlaskClient, app_db: Database, workshop: Company
):
    assert "Uusi" not in coordinator.get(f"{URL}?company={workshop.id}").text
    response = enter(coordinator, workshop.id)
    need_id = response.location.rsplit("/", 1)[1]
    need = needs.get_need(app_db, need_id)
    assert (need.company_id, need.channel, need.content.language) == (workshop.id, NeedChannel.VISIT, "fi")
    assert need.content.openness[NeedPart.MUNICIPALITY] is Audience.ASKED
    assert matches.list_matches(app_db, need_id) != []
    page = coordinator.get(response.location).text
    assert "The need is stored and ranked. Read what institutions read first" in page
    assert "The need was entered for the company" in page
    assert need.content.title in coordinator.get("/coordinator/needs").text


def test_what_was_agreed_is_recorded_with_who_how_and_when(coordinator: FlaskClient, app_db: Database):
    need_id = enter(coordinator, agreed_how="email").location.rsplit("/", 1)[1]
    given = companies.list_consents(app_db, new_company(app_db).id, need_id)
    assert {consent.purpose for consent in given} == {ConsentPurpose.MATCH, ConsentPurpose.INTRODUCE}
    assert {(c.agreed_by, c.channel, c.given_at.date().isoformat()) for c in given} == {
        ("Kaisa Korhonen", ConsentChannel.EMAIL, "2026-11-20")
    }
    page = coordinator.get(f"/coordinator/needs/{need_id}").text
    assert "Kaisa Korhonen, by e-mail, 20 Nov 2026" in page


def test_what_was_agreed_today_is_not_in_the_future(coordinator: FlaskClient, app_db: Database):
    need_id = enter(coordinator, agreed_on="24.11.2026").location.rsplit("/", 1)[1]
    given = companies.list_consents(app_db, new_company(app_db).id, need_id)
    assert {consent.given_at for consent in given} == {NOW}


def test_what_a_known_company_has_not_told_is_asked_and_kept(
    coordinator: FlaskClient, app_db: Database, workshop: Company
):
    page = coordinator.get(f"{URL}?company={workshop.id}").text
    asked = {name for name in ("business_id", "size", "makes", "municipality") if f'name="{name}"' in page}
    assert asked == {name for name in asked if not getattr(workshop.profile, name)}
    enter(coordinator, workshop.id, business_id="1234567-1", makes="Kattiloita", size="small")
    profile = companies.get_company(app_db, workshop.id).profile
    assert profile.business_id == (workshop.profile.business_id or "1234567-1")
    assert profile.makes == (workshop.profile.makes or "Kattiloita")
    assert profile.municipality == workshop.profile.municipality


def test_a_new_company_is_made_with_what_was_told(coordinator: FlaskClient, app_db: Database):
    enter(coordinator, business_id="fi12345671")
    profile = new_company(app_db).profile
    assert (profile.name, profile.municipality, profile.business_id, profile.size) == (
        "Uusi Paja Oy",
        "297",
        "1234567-1",
        "small",
    )


def test_the_person_who_told_it_may_follow_it(coordinator: FlaskClient, app_db: Database, sign_in: SignIn):
    need_id = enter(coordinator, email="Kaisa@Example.com").location.rsplit("/", 1)[1]
    assert "kaisa@example.com" in coordinator.get(f"/coordinator/needs/{need_id}").text
    kaisa = sign_in("kaisa@example.com")
    page = kaisa.get(f"/company/needs/{need_id}").text
    assert "Hitsit halkeilevat rungossa" in page
    assert "Told during a visit" in page
    assert users.find_user_by_email(app_db, "kaisa@example.com").name == "Kaisa Korhonen"


@pytest.mark.parametrize(
    ("field", "typed", "message"),
    [
        ("title", "", "Write the need in one sentence."),
        ("title", "x" * 151, "The sentence is longer than 150 characters"),
        ("description", "", "Write what they told"),
        ("description", "liian lyhyt", "at least 20 characters"),
        ("description", "x" * 100_000, "longer than 10,000 characters"),
        ("company_name", " \u202e\x00 ", "Write the name of the company."),
        ("municipality", "Atlantis", "There is no municipality called “Atlantis”"),
        ("business_id", "1234567-8", "This is not a Finnish business ID"),
        ("business_id", "0000000-0", "This is not a Finnish business ID"),
        ("agreed_by", "", "Write the name of the person who gave the permissions."),
        ("agreed_on", "", "Give the day on which they agreed."),
        ("agreed_on", "2026-11-25", "This day has not come yet."),
        ("agreed_on", "1026-11-24", "This day is very long ago."),
        ("consent_match", "", "Without this permission the need cannot be stored."),
        ("email", "not an address", "This is not an e-mail address."),
        ("phone", "soita huomenna", "This is not a telephone number."),
        ("phone", "", "Give an e-mail address or a telephone number"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_stored(
    coordinator: FlaskClient, app_db: Database, field: str, typed: str, message: str
):
    data = {key: value for key, value in told(**{field: typed}).items() if value != "" or key != field}
    response = coordinator.post(f"{URL}?company=new", data=data)
    assert response.status_code == 422
    assert message in response.text
    assert f'href="#{field}"' in response.text
    assert "Hitsi" in response.text or field in ("title", "description")
    assert needs.count_queue(app_db) == 3
    assert companies.list_companies(app_db, search="Uusi") == []


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("agreed_on", "eilen"),
        ("agreed_on", "2026-13-45"),
        ("channel", "web"),
        ("channel", "nonsense"),
        ("agreed_how", "form"),
        ("urgency", "%00"),
        ("sector", "nonsense"),
        ("helps", "nonsense"),
        ("language", "sv"),
        ("size", "enormous"),
        ("open_title", "everybody"),
    ],
)
def test_values_outside_the_lists_are_refused(
    coordinator: FlaskClient, app_db: Database, field: str, typed: str
):
    assert enter(coordinator, **{field: typed}).status_code == 422
    assert needs.count_queue(app_db) == 3


def test_odd_but_honest_text_is_kept_as_text(coordinator: FlaskClient, app_db: Database):
    odd = "<script>alert(1)</script> 😀 \u202eolleh\u202c \x00 hitsaus halkeilee kulmasta"
    need_id = enter(coordinator, description=odd).location.rsplit("/", 1)[1]
    assert needs.get_need(app_db, need_id).content.description == (
        "<script>alert(1)</script> 😀 olleh  hitsaus halkeilee kulmasta"
    )
    assert "<script>alert(1)" not in coordinator.get(f"/coordinator/needs/{need_id}").text


def test_a_double_press_makes_one_need_and_one_company(coordinator: FlaskClient, app_db: Database):
    form = told()
    first, second = (coordinator.post(f"{URL}?company=new", data=form) for _ in range(2))
    assert (first.status_code, second.status_code) == (302, 302)
    assert first.location == second.location
    assert needs.count_queue(app_db) == 4


@pytest.mark.parametrize("forged", ["a" * 16, "1", "' OR 1=1 --", "\x00", "ä"])
def test_forged_companies_find_nothing(coordinator: FlaskClient, forged: str):
    assert coordinator.get(URL, query_string={"company": forged}).status_code == 404
    assert coordinator.post(URL, query_string={"company": forged}, data=told()).status_code == 404


def test_the_form_comes_with_a_key_and_todays_date(coordinator: FlaskClient):
    page = coordinator.get(f"{URL}?company=new").text
    assert re.search(r'name="submission_key" type="hidden" value="\w{16}"', page)
    assert 'value="2026-11-24"' in page


def test_a_misspelt_municipality_is_put_right_with_one_press(coordinator: FlaskClient, app_db: Database):
    form = told(municipality="Kuopijo")
    page = coordinator.post(f"{URL}?company=new", data=form)
    assert page.status_code == 422
    assert "Did you mean Kuopio?" in page.text
    assert 'name="municipality-meant" value="Kuopio"' in page.text
    retyped = {**form, "municipality": "Iisalmi", "municipality-meant": "Kuopio"}
    assert coordinator.post(f"{URL}?company=new", data=retyped).status_code == 302
    assert new_company(app_db).profile.municipality == "140"
    other = {**form, "company_name": "Toinen Oy", "municipality-meant": "Kuopio", "submission_key": new_id()}
    put_right = coordinator.post(f"{URL}?company=new", data=other)
    assert put_right.status_code == 200
    assert "Put right: Kuopio. Nothing is stored yet." in put_right.text
    assert re.search(r'name="municipality"[^>]* value="Kuopio"', put_right.text)
    assert companies.list_companies(app_db, search="Toinen Oy") == []
    other |= {"municipality": "Kuopio", "phone": "", "email": "toinen@example.com"}
    assert coordinator.post(f"{URL}?company=new", data=other).status_code == 302
    (found,) = companies.list_companies(app_db, search="Toinen Oy")
    assert found.profile.municipality == "297"


def test_what_is_told_at_length_opens_only_after_both_said_yes(coordinator: FlaskClient, app_db: Database):
    page = coordinator.get(f"{URL}?company=new").text
    chosen = re.search(r'<select id="open_description".*?</select>', page, re.DOTALL)
    assert chosen is not None
    assert 'selected value="introduced"' in chosen[0]


def test_the_search_takes_the_focus_until_it_has_found(coordinator: FlaskClient):
    assert "autofocus" in coordinator.get(URL).text
    assert "autofocus" not in coordinator.get(f"{URL}?q=paja").text
