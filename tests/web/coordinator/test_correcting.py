"""Correcting a need on the coordinator's pages, and adding somebody whom mails reach."""

import pytest
from flask.testing import FlaskClient
from sqlite_utils import Database

from matchmaker.model.ids import new_id
from matchmaker.model.match import MatchState
from matchmaker.model.need import Audience, Need, NeedChannel, NeedPart
from matchmaker.store import matches, needs, users
from matchmaker.store.database import write_tx
from tests.conftest import NOW, SignIn
from tests.journeys.test_told_by_phone import TOLD


@pytest.fixture
def told(coordinator: FlaskClient, app_db: Database) -> Need:
    """A need that a coordinator wrote down for a company without an address."""
    entered = {**TOLD, "email": "", "phone": "040 123 4567", "submission_key": new_id()}
    url = coordinator.post("/coordinator/needs/new?company=new", data=entered).location
    return needs.get_need(app_db, url.rsplit("/", 1)[1])


def corrected(need: Need, **changed: object) -> dict[str, object]:
    content = need.content
    return {
        "seen": need.version_id,
        "title": content.title,
        "description": content.description,
        "language": content.language,
        "helps": sorted(content.helps),
        "urgency": content.urgency,
        "sector": content.sector or "",
        "phone": content.phone,
        **{f"open_{part}": audience for part, audience in content.openness.items()},
        **changed,
    }


def save(browser: FlaskClient, need: Need, **changed: object):
    return browser.post(f"/coordinator/needs/{need.id}/correct", data=corrected(need, **changed))


def mails(db: Database) -> list[str]:
    return [row["recipient"] for row in db.query("SELECT * FROM outbox WHERE template = 'need_corrected'")]


def test_all_of_a_told_need_is_corrected_ranked_again_and_shown(
    coordinator: FlaskClient, app_db: Database, told: Need
) -> None:
    first = matches.list_matches(app_db, told.id)[0]
    coordinator.post(f"/coordinator/matches/{first.id}/hold", data={"seen": "suggested"})
    page = coordinator.get(f"/coordinator/needs/{told.id}/correct").text
    assert "open_municipality" in page
    assert "open_makes" not in page  # nobody has told what the company makes
    response = save(
        coordinator, told, title="Hitsaussaumoihin tulee halkeamia", call_me="y", open_title="introduced"
    )
    assert response.location.endswith("#first-read")
    now = needs.get_need(app_db, told.id)
    assert (now.content.title, now.content.call_me) == ("Hitsaussaumoihin tulee halkeamia", True)
    assert now.content.openness[NeedPart.TITLE] is Audience.INTRODUCED
    assert now.content.openness[NeedPart.MAKES] is told.content.openness[NeedPart.MAKES]
    assert matches.get_match(app_db, first.id).state is MatchState.ON_HOLD
    assert {m.need_version_id for m in matches.list_matches(app_db, told.id)} != {told.version_id}
    page = coordinator.get(f"/coordinator/needs/{told.id}").text
    assert "<ins>" in page
    assert "The need&#39;s text was changed" in page
    assert 'href="tel:+358401234567"' in page
    assert mails(app_db) == []


def test_what_the_company_wrote_stays_its_own_and_it_is_told_of_corrected_facts(
    coordinator: FlaskClient, app_db: Database, sign_in: SignIn
) -> None:
    need = next(one for one in needs.list_queue(app_db) if one.content.title.startswith("Puhallin"))
    assert need.channel is NeedChannel.WEB
    page = coordinator.get(f"/coordinator/needs/{need.id}/correct").text
    assert f"/coordinator/needs/{need.id}/clarify" in page
    assert 'name="title"' not in page
    save(coordinator, need, title="Jotain muuta", phone="040 765 4321", open_title="coordinator")
    now = needs.get_need(app_db, need.id).content
    assert (now.title, now.openness) == (need.content.title, need.content.openness)
    assert now.phone == "+358 40 7654321"
    assert mails(app_db) == ["company@demo.example.com"]
    story = sign_in("company@demo.example.com").get(f"/company/needs/{need.id}").text
    assert "A coordinator corrected the need" in story


def test_the_number_changes_as_long_as_the_need_is_open(
    coordinator: FlaskClient, app_db: Database, told: Need
) -> None:
    app_db.execute("UPDATE needs SET state = 'in-dialogue' WHERE id = ?", [told.id])
    assert "Change how they are reached" in coordinator.get(f"/coordinator/needs/{told.id}").text
    page = coordinator.get(f"/coordinator/needs/{told.id}/correct").text
    assert ('name="title"' in page, 'name="sector"' in page, 'name="phone"' in page) == (False, False, True)
    save(coordinator, told, title="Jotain muuta", phone="040 765 4321")
    now = needs.get_need(app_db, told.id).content
    assert (now.title, now.phone) == (told.content.title, "+358 40 7654321")
    app_db.execute("UPDATE needs SET state = 'closed', result = 'result' WHERE id = ?", [told.id])
    assert coordinator.get(f"/coordinator/needs/{told.id}/correct").status_code == 302


def test_the_checklist_leads_to_the_field_that_mends_it(
    coordinator: FlaskClient, app_db: Database, told: Need
) -> None:
    save(coordinator, told, title="Apua", description="Tarvitsemme apua johonkin pian kiitos.")
    page = coordinator.get(f"/coordinator/needs/{told.id}").text
    assert f"/coordinator/needs/{told.id}/correct#description" in page
    assert f"/coordinator/companies/{told.company_id}/contact?need={told.id}" in page
    assert "No mail reaches the company." in page
    save(coordinator, needs.get_need(app_db, told.id), phone="", call_me="")
    assert (
        f"/coordinator/needs/{told.id}/correct#phone" in coordinator.get(f"/coordinator/needs/{told.id}").text
    )


def test_an_old_page_overwrites_nothing_unasked(
    coordinator: FlaskClient, app_db: Database, told: Need
) -> None:
    save(coordinator, told, title="Ensimmäinen muutos")
    late = save(coordinator, told, title="Toinen muutos")
    assert late.status_code == 409
    assert needs.get_need(app_db, told.id).content.title == "Ensimmäinen muutos"


def test_what_was_typed_is_shown_where_the_company_has_written_meanwhile(
    coordinator: FlaskClient, app_db: Database, told: Need, sign_in: SignIn
) -> None:
    url = f"/coordinator/companies/{told.company_id}/contact"
    coordinator.post(url, data={"name": "Aino", "email": "aino@example.com"})
    ((_membership, aino),) = users.list_members(app_db, company_id=told.company_id)
    with write_tx(app_db):
        needs.add_need_version(app_db, told.id, told.content, created_by=aino.id, now=NOW)
    late = save(coordinator, told, title="Minun pitkä muutokseni")
    assert (late.status_code, 'name="title"' in late.text) == (409, False)
    assert "Minun pitkä muutokseni" in late.text


def test_a_contact_with_a_number_is_added_on_the_needs_page(
    coordinator: FlaskClient, app_db: Database, told: Need, sign_in: SignIn
) -> None:
    url = f"/coordinator/companies/{told.company_id}/contact?need={told.id}"
    assert url.replace("&", "&amp;") in coordinator.get(f"/coordinator/needs/{told.id}").text
    assert coordinator.post(url, data={"name": "Aino", "email": "ei osoite"}).status_code == 422
    other = coordinator.post(url, data={"name": "Aino", "email": "company@demo.example.com"})
    assert "belongs to another company" in other.text
    done = coordinator.post(url, data={"name": "Aino", "email": "aino@example.com", "phone": "0501234567"})
    assert done.location.endswith(told.id)
    assert needs.get_need(app_db, told.id).content.phone == "+358 50 1234567"
    page = coordinator.get(done.location).text
    assert "aino@example.com" in page
    assert "No mail reaches the company." not in page
    assert told.content.title in sign_in("aino@example.com").get("/company/needs").text


def test_a_contact_is_added_on_the_companys_page(
    coordinator: FlaskClient, app_db: Database, told: Need
) -> None:
    url = f"/coordinator/companies/{told.company_id}/contact"
    assert url in coordinator.get(f"/coordinator/companies/{told.company_id}").text
    assert 'name="phone"' not in coordinator.get(url).text
    coordinator.post(url, data={"name": "Aino", "email": "aino@example.com"})
    ((_membership, person),) = users.list_members(app_db, company_id=told.company_id)
    assert (person.name, person.email) == ("Aino", "aino@example.com")
