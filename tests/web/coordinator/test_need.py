"""A need's page: who asks, what fits, and what a coordinator does with it."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlite_utils import Database

from matchmaker.model.codes import Help, Language
from matchmaker.model.match import Match, MatchOrigin, MatchState
from matchmaker.model.need import Need, NeedContent, NeedState
from matchmaker.model.offering import OfferingState
from matchmaker.store import matches, needs, notes, offerings, users
from matchmaker.store.database import write_tx
from tests.conftest import NOW
from tests.web.coordinator.conftest import COLLEAGUE, COORDINATOR

URL = "/coordinator/needs"


def title_of(db: Database, match: Match) -> str:
    offering = offerings.list_by_ids(db, [match.offering_id])[match.offering_id]
    return offering.content.title(Language.EN)


def test_page_shows_the_need_and_whom_to_call(coordinator: FlaskClient, app_db: Database):
    (need,) = [n for n in needs.list_queue(app_db) if n.content.title.startswith("Puhallin")]
    page = coordinator.get(f"{URL}/{need.id}").text
    assert need.content.description in page.replace("&#39;", "'")
    assert need.company_name in page
    assert "company@demo.example.com" in page
    assert "Urgent" in page
    assert "Introducing the company to an institution" in page


def test_the_one_who_wrote_a_told_need_down_is_not_its_contact(coordinator: FlaskClient, app_db: Database):
    (need,) = [n for n in needs.list_queue(app_db) if n.channel == "phone"]
    page = coordinator.get(f"{URL}/{need.id}").text
    assert "Written down by" in page
    assert "Demo-marjanviljelijä (keksitty)" in page
    assert "<dt>E-mail</dt>" not in page
    assert f"<dd>{COORDINATOR}" not in page


def test_taking_a_need_up_makes_it_mine(coordinator: FlaskClient, app_db: Database, need: Need):
    response = coordinator.post(f"{URL}/{need.id}/accept", follow_redirects=True)
    assert "You have taken this need up." in response.text
    assert needs.get_need(app_db, need.id).state is NeedState.ACCEPTED
    assert (
        "You have this need already."
        in coordinator.post(f"{URL}/{need.id}/accept", follow_redirects=True).text
    )


def test_the_second_to_take_a_need_up_hears_who_was_faster(
    coordinator: FlaskClient, colleague: FlaskClient, app_db: Database, need: Need
):
    colleague.post(f"{URL}/{need.id}/accept")
    response = coordinator.post(f"{URL}/{need.id}/accept", follow_redirects=True)
    assert "Toinen demo-koordinaattori (keksitty) was faster" in response.text
    assert response.status_code == 200
    assert needs.get_need(app_db, need.id).assignee_id == users.find_user_by_email(app_db, COLLEAGUE).id


def test_a_need_is_handed_over_to_a_colleague_and_to_nobody_else(
    coordinator: FlaskClient, app_db: Database, need: Need
):
    colleague = users.find_user_by_email(app_db, COLLEAGUE)
    company = users.find_user_by_email(app_db, "company@demo.example.com")
    coordinator.post(f"{URL}/{need.id}/assign", data={"assignee": colleague.id})
    assert needs.get_need(app_db, need.id).assignee_id == colleague.id
    page = coordinator.get(f"{URL}/{need.id}").text
    assert "The need was handed over (Toinen demo-koordinaattori (keksitty))" in page
    assert coordinator.post(f"{URL}/{need.id}/assign", data={"assignee": company.id}).status_code == 404
    assert coordinator.post(f"{URL}/{need.id}/assign", data={"assignee": "a" * 16}).status_code == 404
    coordinator.post(f"{URL}/{need.id}/assign", data={"assignee": ""})
    assert needs.get_need(app_db, need.id).assignee_id is None


@pytest.mark.parametrize("body", ["", "   \n ", "x" * 4001])
def test_an_empty_or_endless_note_is_refused_and_kept_in_its_field(
    coordinator: FlaskClient, app_db: Database, need: Need, body: str
):
    response = coordinator.post(f"{URL}/{need.id}/notes", data={"body": body})
    assert response.status_code == 422
    assert body.strip() in response.text
    assert notes.list_notes(app_db, need.id) == []


def test_a_note_is_shown_as_text_and_only_to_coordinators(
    coordinator: FlaskClient, sign_in, app_db: Database, need: Need
):
    note = "Soita <script>alert(1)</script> 😀 \u202egnorw \x00huomenna"
    coordinator.post(f"{URL}/{need.id}/notes", data={"body": note})
    page = coordinator.get(f"{URL}/{need.id}").text
    assert "Soita &lt;script&gt;alert(1)&lt;/script&gt; 😀 gnorw huomenna" in page
    member = sign_in("company@demo.example.com")
    assert "huomenna" not in member.get(f"/company/needs/{need.id}").text
    assert member.get(f"{URL}/{need.id}").status_code == 404


def test_held_and_decided_matches_stand_apart(
    coordinator: FlaskClient, app_db: Database, need: Need, suggested: list[Match]
):
    page = coordinator.get(f"{URL}/{need.id}").text
    assert page.count('/approve"') == len(suggested)
    coordinator.post(
        f"/coordinator/matches/{suggested[0].id}/approve", data={"seen": "suggested", "from": "need"}
    )
    coordinator.post(
        f"/coordinator/matches/{suggested[1].id}/hold", data={"seen": "suggested", "from": "need"}
    )
    page = coordinator.get(f"{URL}/{need.id}").text
    to_ask, rest = page.split("<h2>Approved, not asked yet</h2>")[1].split('<h2 id="matches">')
    assert title_of(app_db, suggested[0]) in to_ask
    assert "/approve" not in to_ask
    assert re.search(
        r'class="button button-primary" href="/coordinator/matches/\w+" data-shortcut="i"', to_ask
    )
    held = rest.split("<h2>On hold</h2>")[1]
    assert title_of(app_db, suggested[1]) in held
    assert "/approve" in held
    app_db.execute("UPDATE matches SET state = 'introduced' WHERE id = ?", [suggested[0].id])
    page = coordinator.get(f"{URL}/{need.id}").text
    assert title_of(app_db, suggested[0]) in page.split("<h2>Decided matches</h2>")[1]
    assert "Approved, not asked yet" not in page


def test_what_was_approved_a_moment_ago_leads_to_asking_by_one_key(
    coordinator: FlaskClient, suggested: list[Match]
):
    page = coordinator.post(
        f"/coordinator/matches/{suggested[0].id}/approve", data={"seen": "suggested"}, follow_redirects=True
    ).text
    above = page.split('class="page-head"')[0]
    assert f'href="/coordinator/matches/{suggested[0].id}" data-shortcut="i"' in above
    assert page.count('data-shortcut="i"') == 1


def test_the_company_and_its_town_stand_under_the_title(coordinator: FlaskClient, need: Need):
    head = coordinator.get(f"{URL}/{need.id}").text.split('class="page-head"')[1].split("sidebar")[0]
    assert f'href="/coordinator/companies/{need.company_id}">{need.company_name}</a>, ' in head


def test_suggestions_nobody_looked_at_stay_in_reach_of_one_that_is_introduced(
    coordinator: FlaskClient, app_db: Database, suggested: list[Match]
):
    app_db.execute("UPDATE matches SET state = 'introduced' WHERE id = ?", [suggested[0].id])
    page = coordinator.get(f"/coordinator/matches/{suggested[0].id}").text
    link = page.split("Look at a suggestion that nobody has decided on")[0].rsplit("href=", 1)[1]
    assert link.startswith(f'"/coordinator/matches/{suggested[1].id}"')


def test_the_key_g_leads_to_a_needs_page_from_everywhere(
    coordinator: FlaskClient, need: Need, suggested: list[Match]
):
    pages = ("/coordinator/", URL, f"{URL}/{need.id}", f"/coordinator/matches/{suggested[0].id}")
    for path in pages:
        found = re.findall(r'href="([^"]+)" data-shortcut="g"', coordinator.get(path).text)
        assert len(found) == 1, path
        assert re.fullmatch(rf"{URL}/\w+", coordinator.get(found[0]).headers["Location"]), path


def test_uncertain_matches_are_marked_and_carry_no_band(
    coordinator: FlaskClient, app_db: Database, need: Need, suggested: list[Match]
):
    app_db.execute("UPDATE needs SET no_good_match = 1 WHERE id = ?", [need.id])
    app_db.execute("UPDATE matches SET uncertain = 1 WHERE need_id = ?", [need.id])
    page = coordinator.get(f"{URL}/{need.id}").text
    assert "Nothing in the catalogue fits this need well." in page
    assert page.count("Uncertain</span>") == len(suggested)
    assert "Strong match" not in page


def test_an_offering_is_found_and_added_by_hand(coordinator: FlaskClient, app_db: Database, need: Need):
    page = coordinator.get(f"{URL}/{need.id}/add?q=hitsaus").text
    taken = {match.offering_id for match in matches.list_matches(app_db, need.id)}
    found = [o for o in offerings.list_listed(app_db) if f"/add/{o.id}" in page]
    assert found
    assert not taken & {offering.id for offering in found}
    response = coordinator.post(f"{URL}/{need.id}/add/{found[0].id}")
    added = matches.find_match(app_db, need_id=need.id, offering_id=found[0].id)
    assert response.location == f"/coordinator/matches/{added.id}"
    assert (added.state, added.origin) == (MatchState.SUGGESTED, MatchOrigin.MANUAL)
    assert "Added by a coordinator" in coordinator.get(f"/coordinator/matches/{added.id}").text
    assert "A match was added by hand" in coordinator.get(f"{URL}/{need.id}").text


def test_that_a_pair_was_rejected_is_said_before_its_button(
    coordinator: FlaskClient, app_db: Database, need: Need, suggested: list[Match]
):
    rejected = {"seen": "suggested", "reason": "other-field"}
    coordinator.post(f"/coordinator/matches/{suggested[0].id}/reject", data=rejected)
    title = title_of(app_db, suggested[0])
    page = coordinator.get(f"{URL}/{need.id}/add", query_string={"q": title}).text
    card = page[page.index(title, page.index("<h1")) :]
    assert card.index("Rejected") < card.index("This pair is among") < card.index("Open the match")
    assert f"/add/{suggested[0].offering_id}" not in page


def test_ended_projects_can_be_added_and_drafts_cannot(
    coordinator: FlaskClient, app_db: Database, need: Need
):
    page = coordinator.get(f"{URL}/{need.id}/add?q=NewTech").text
    assert "is-ended" in page
    (draft,) = app_db.query("SELECT id FROM offerings WHERE state = ?", [OfferingState.DRAFT])
    assert coordinator.post(f"{URL}/{need.id}/add/{draft['id']}").status_code == 404
    assert coordinator.post(f"{URL}/{need.id}/add/{'a' * 16}").status_code == 404


def test_adding_what_was_decided_says_so(
    coordinator: FlaskClient, app_db: Database, need: Need, suggested: list[Match]
):
    coordinator.post(f"/coordinator/matches/{suggested[0].id}/approve", data={"seen": "suggested"})
    response = coordinator.post(f"{URL}/{need.id}/add/{suggested[0].offering_id}", follow_redirects=True)
    assert "somebody has decided about it" in response.text


@pytest.mark.parametrize("query", ["", '"', "%00", "😀", "'; DROP TABLE needs --", "<b>", "x" * 5000])
def test_any_words_can_be_searched(coordinator: FlaskClient, need: Need, query: str):
    assert coordinator.get(f"{URL}/{need.id}/add", query_string={"q": query}).status_code == 200


def test_an_edited_need_shows_what_changed(coordinator: FlaskClient, app_db: Database, need: Need):
    assert "What changed in the latest version" not in coordinator.get(f"{URL}/{need.id}").text
    content = NeedContent(
        title=need.content.title + " nyt",
        description=need.content.description,
        language=need.content.language,
        helps=frozenset({Help.TRAINING}),
    )
    with write_tx(app_db):
        needs.add_need_version(app_db, need.id, content, created_by=None, now=NOW)
    page = coordinator.get(f"{URL}/{need.id}").text
    changed = page.split("What changed in the latest version")[1].split('<h2 id="matches">')[0]
    assert "<ins> nyt</ins>" in changed
    assert "<ins>Training</ins>" in changed
    assert "Description of the need" not in changed


@pytest.mark.parametrize("forged", ["a" * 16, "1", "' OR 1=1 --", "%00", "ä" * 16, "new2"])
def test_forged_ids_find_nothing(coordinator: FlaskClient, forged: str):
    assert coordinator.get(f"{URL}/{forged}").status_code == 404
    for step in ("accept", "assign", "close", "notes", f"add/{'a' * 16}"):
        assert coordinator.post(f"{URL}/{forged}/{step}", data={"body": "x"}).status_code == 404


def test_no_id_stands_twice_on_the_page(app: Flask, coordinator: FlaskClient, need: Need):
    app.config["WTF_CSRF_ENABLED"] = True
    ids = re.findall(r'\bid="([^"]+)"', coordinator.get(f"{URL}/{need.id}").text)
    assert [one for one in set(ids) if ids.count(one) > 1] == []
