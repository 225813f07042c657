"""Rejecting the rest, the checklist, questions to the company, kept filters, and asking somebody who is not known yet."""

import re

from flask.testing import FlaskClient
from sqlite_utils import Database

from matchmaker.model.match import Match, MatchState
from matchmaker.model.need import Need, NeedState
from matchmaker.operations.save_filter import MOST
from matchmaker.store import audit, follow_up, matches, needs, saved_filters
from tests.conftest import SignIn
from tests.web.coordinator.conftest import COLLEAGUE

NEEDS = "/coordinator/needs"


def states(db: Database, need: Need) -> set[MatchState]:
    return {match.state for match in matches.list_matches(db, need.id)}


def test_the_rest_is_rejected_by_one_press_and_one_undo_brings_it_back(
    coordinator: FlaskClient, app_db: Database, need: Need, suggested: list[Match]
):
    page = coordinator.get(f"{NEEDS}/{need.id}/reject-rest").text
    seen = re.findall(r'name="seen" value="(\w+)"', page)
    assert seen == [match.id for match in suggested]
    answer = coordinator.post(
        f"{NEEDS}/{need.id}/reject-rest",
        data={"seen": seen, "reason": "other-field", "note": "Eri ala"},
        follow_redirects=True,
    ).text
    assert f"{len(seen)} suggestions are rejected." in answer
    assert states(app_db, need) == {MatchState.REJECTED}
    (undo,) = set(re.findall(rf'action="({NEEDS}/{need.id}/undo-rest/\w+)"', answer))
    assert f"{len(seen)} suggestions are back." in coordinator.post(undo, follow_redirects=True).text
    assert states(app_db, need) == {MatchState.SUGGESTED}
    assert "Nothing was changed." in coordinator.post(undo, follow_redirects=True).text


def test_rejecting_the_rest_needs_a_reason(
    coordinator: FlaskClient, app_db: Database, need: Need, suggested: list[Match]
):
    url = f"{NEEDS}/{need.id}/reject-rest"
    answer = coordinator.post(url, data={"seen": [suggested[0].id], "note": "tallessa"})
    assert answer.status_code == 422
    assert "tallessa" in answer.text
    assert coordinator.post(url, data={"reason": "other"}, follow_redirects=True).text.count(
        "Nothing was left to reject."
    )
    assert states(app_db, need) == {MatchState.SUGGESTED}


def test_a_blocker_stops_until_a_reason_is_given(coordinator: FlaskClient, app_db: Database, need: Need):
    app_db.execute("UPDATE consents SET withdrawn_at = '2026-11-24T06:00:00Z' WHERE purpose = 'match'")
    page = coordinator.get(f"{NEEDS}/{need.id}").text
    assert "has not agreed to have the need compared" in page
    assert "Take this need up</button>" not in page
    refused = coordinator.post(f"{NEEDS}/{need.id}/accept")
    assert (refused.status_code, needs.get_need(app_db, need.id).state) == (422, NeedState.SUBMITTED)
    assert "Give the reason" in refused.text
    coordinator.post(f"{NEEDS}/{need.id}/accept", data={"despite": "Lupa tulee postissa"})
    assert needs.get_need(app_db, need.id).state is NeedState.ACCEPTED
    assert audit.list_for_need(app_db, need.id)[0].detail["despite"] == "Lupa tulee postissa"


def test_a_need_in_order_says_so(coordinator: FlaskClient, app_db: Database):
    pages = [coordinator.get(f"{NEEDS}/{one.id}").text for one in needs.list_queue(app_db)]
    assert any("Nothing is missing as far as the service can see." in page for page in pages)
    assert not any("Stops</span>" in page for page in pages)


def test_ready_questions_come_in_the_needs_language_and_leave_as_edited(
    coordinator: FlaskClient, app_db: Database
):
    need = next(
        one for one in needs.list_queue(app_db) if one.channel == "web" and one.content.language == "fi"
    )
    url = f"{NEEDS}/{need.id}/clarify"
    ticked = {"use": ["goal", "nonsense", "material"], "add": "y"}
    page = coordinator.post(url, data={"question": "Oma kysymys?", **ticked}).text
    field = re.search(r"<textarea[^>]*>([^<]*)</textarea>", page)
    assert field
    questions = [line.strip() for line in field[1].strip().splitlines()]
    assert questions == [
        "Oma kysymys?",
        "Mitä materiaalia tai tuotetta asia koskee?",
        "Mikä olisi teille hyvä lopputulos?",
    ]
    assert (
        "Oma kysymys?</textarea>" in coordinator.post(url, data={"question": "Oma kysymys?", "add": "y"}).text
    )
    assert coordinator.post(url, data={"question": " "}).status_code == 422
    coordinator.post(url, data={"question": "Mitä terästä?"})
    assert needs.get_need(app_db, need.id).state is NeedState.CLARIFICATION
    assert (
        coordinator.post(f"{NEEDS}/{need.id}/answers", data={"answer": "", "told_by": ""}).status_code == 422
    )
    (asked,) = follow_up.list_clarifications(app_db, need.id)
    assert asked.question == "Mitä terästä?"
    assert "Mitä terästä?" in coordinator.get(f"{NEEDS}/{need.id}").text
    told = {"asked": asked.id, "answer": "S355", "told_by": "Pekka"}
    coordinator.post(f"{NEEDS}/{need.id}/answers", data=told)
    assert "S355" in coordinator.get(f"{NEEDS}/{need.id}").text
    assert (
        coordinator.post(f"{NEEDS}/{need.id}/answers", data={**told, "answer": "Toinen"}).status_code == 409
    )


def test_a_taken_up_need_is_asked_about_and_its_answer_comes_to_the_desk(
    coordinator: FlaskClient, app_db: Database, sign_in: SignIn
):
    need = next(one for one in needs.list_queue(app_db) if one.company_name == "Esimerkkipaja Oy (keksitty)")
    app_db.execute("UPDATE needs SET state = 'accepted' WHERE id = ?", [need.id])
    assert f'/coordinator/needs/{need.id}/clarify"' in coordinator.get(f"{NEEDS}/{need.id}").text
    coordinator.post(f"{NEEDS}/{need.id}/clarify", data={"question": "Mikä teräs?"})
    (asked,) = follow_up.list_clarifications(app_db, need.id)
    group = "/coordinator/?group=answered"
    assert need.id not in coordinator.get(group).text
    company = sign_in("company@demo.example.com")
    page = company.get(f"/company/needs/{need.id}").text
    assert "A coordinator has a question for you" in page
    assert "A coordinator has asked you something" in company.get("/company/needs").text
    company.post(
        f"/company/needs/{need.id}/questions/{asked.id}", data={"answer": "S355", "audience": "coordinator"}
    )
    assert need.id in coordinator.get(group).text
    assert "I have read the answer" in coordinator.get(f"{NEEDS}/{need.id}").text
    coordinator.post(f"{NEEDS}/{need.id}/answers/read")
    assert need.id not in coordinator.get(group).text
    app_db.execute("UPDATE needs SET state = 'closed', result = 'no-match' WHERE id = ?", [need.id])
    assert "<textarea" not in coordinator.get(f"{NEEDS}/{need.id}/clarify").text


def test_a_filter_is_kept_opened_and_deleted(
    coordinator: FlaskClient, colleague: FlaskClient, app_db: Database
):
    query = "state=accepted&mine=y"
    assert "Keep the filter" in coordinator.get(f"{NEEDS}?{query}").text
    assert "Keep the filter" not in coordinator.get(NEEDS).text
    coordinator.post(
        "/coordinator/filters", data={"name": "Omat", "query": f"{query}&page=7&next=https://x.example"}
    )
    page = coordinator.get(f"{NEEDS}?mine=y&state=accepted").text
    link = re.search(r'<a href="([^"]+)" aria-current="page"[^>]*>Omat</a>', page)
    assert link
    assert link[1].replace("&amp;", "&") == f"{NEEDS}?{query}"
    assert "Omat" not in colleague.get(NEEDS).text
    (kept,) = list(app_db.query("SELECT id FROM saved_filters"))
    url = f"/coordinator/filters/{kept['id']}/delete"
    assert colleague.post(url).status_code == 404
    assert coordinator.post(url).status_code == 302
    assert "Omat" not in coordinator.get(NEEDS).text


def test_a_name_twice_is_one_filter_and_there_is_a_limit(coordinator: FlaskClient, app_db: Database):
    for number in range(MOST + 2):
        coordinator.post("/coordinator/filters", data={"name": f"S{number}", "query": "mine=y"})
    coordinator.post("/coordinator/filters", data={"name": "S0", "query": "state=closed"})
    me = next(iter(app_db.query("SELECT DISTINCT user_id FROM saved_filters")))["user_id"]
    kept = saved_filters.list_saved_filters(app_db, me)
    assert len(kept) == MOST
    assert kept[0].query == "state=closed"
    assert "first" in coordinator.post("/coordinator/filters", data={"name": ""}, follow_redirects=True).text


def test_an_unknown_persons_address_may_be_typed(
    coordinator: FlaskClient, app_db: Database, suggested: list[Match], need: Need
):
    app_db.execute("UPDATE contacts SET ended_at = '2026-11-24T06:00:00Z'")
    app_db.execute("UPDATE memberships SET state = 'ended' WHERE role = 'institution'")
    one = next(
        match
        for other in needs.list_queue(app_db)
        if other.channel == "web"
        for match in matches.list_matches(app_db, other.id)
    )
    url = f"/coordinator/matches/{one.id}"
    coordinator.post(f"{url}/approve", data={"seen": "suggested"})
    assert "Nobody at the institution is known yet." in coordinator.get(url).text
    coordinator.post(f"{url}/ask", data={"other_email": "not an address"})
    assert matches.get_match(app_db, one.id).state is MatchState.APPROVED
    coordinator.post(f"{url}/ask", data={"other_email": "Tutkija@lab.example"})
    assert matches.get_match(app_db, one.id).state is MatchState.ASKED
    assert "tutkija@lab.example" in coordinator.get(url).text
    assert COLLEAGUE not in coordinator.get(url).text
