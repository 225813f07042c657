"""My needs, a need's page, its consents and taking it back."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask.testing import FlaskClient
from sqlite_utils import Database

from matchmaker.model.codes import Language
from matchmaker.model.company import ConsentPurpose
from matchmaker.model.ids import new_id
from matchmaker.model.match import MatchState, RejectReason
from matchmaker.model.need import ClosingResult, Need, NeedChannel, NeedContent, NeedState
from matchmaker.model.user import Actor, Role
from matchmaker.operations.decide_match import decide_match, undo_decision
from matchmaker.operations.handle_need import accept_need
from matchmaker.store import companies, matches, needs, offerings, users
from matchmaker.store.database import write_tx
from tests.conftest import NOW
from tests.web.company.conftest import MEMBER, answers

LIST = "/company/needs"


@pytest.fixture
def need(member: FlaskClient, app_db: Database) -> Need:
    """A need that the machine shop has just sent."""
    location = member.post("/company/needs/new", data=answers(consent_introduce="y")).headers["Location"]
    return needs.get_need(app_db, location.split("/")[3])


def own_company(db: Database) -> str:
    (membership,) = users.list_memberships(db, users.find_user_by_email(db, MEMBER).id)
    return membership.company_id


def decide(db: Database, match_id: str, after: MatchState, seen: MatchState = MatchState.SUGGESTED):
    coordinator = users.find_user_by_email(db, "coordinator@demo.example.com")
    return decide_match(
        db,
        match_id=match_id,
        seen=seen,
        after=after,
        actor=Actor(coordinator.id, Role.COORDINATOR),
        now=NOW,
        reason=RejectReason.OTHER_FIELD if after is MatchState.REJECTED else None,
        note="vain koordinaattorille",
    )


def title_of(db: Database, match) -> str:
    return offerings.get_offering(db, match.offering_id).content.title(Language.EN)


@contextmanager
def statements(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The SQL statements that requests run."""
    seen: list[str] = []
    from matchmaker.web import database

    opened = database.open_database

    def traced(path):
        db = opened(path)
        db.conn.set_trace_callback(seen.append)
        return db

    with monkeypatch.context() as patch:
        patch.setattr(database, "open_database", traced)
        yield seen


def test_new_need_is_listed_with_who_acts_and_by_when(member: FlaskClient, need: Need):
    page = member.get(LIST).text
    assert need.content.title in page
    assert "Waiting for a coordinator" in page
    assert "A coordinator reads it by 27 Nov 2026 at the latest." in page


def test_list_without_needs_says_what_to_do(newcomer: FlaskClient):
    page = newcomer.get(LIST).text
    assert "No needs yet" in page
    assert 'href="/company/needs/new"' in page


@pytest.mark.parametrize(
    ("state", "result", "words"),
    [
        (NeedState.CLARIFICATION, None, "waits for your answer"),
        (NeedState.ACCEPTED, None, "is looking for suitable help"),
        (NeedState.IN_DIALOGUE, None, "You and the institution"),
        (NeedState.CLOSED, ClosingResult.NO_MATCH, "No match found"),
        (NeedState.CLOSED, ClosingResult.RESULT, "Led to a result"),
    ],
)
def test_every_state_is_said_in_plain_words(member, app_db, need, state, result, words):
    with write_tx(app_db):
        needs.move_need(app_db, need.id, before=NeedState.SUBMITTED, after=state, now=NOW, result=result)
    assert words in member.get(LIST).text
    assert member.get(f"{LIST}/{need.id}").status_code == 200


@pytest.mark.parametrize(
    ("due", "expected"), [("2026-11-30T08:00:00Z", "30 Nov 2026"), ("2026-11-23T08:00:00Z", "")]
)
def test_a_permission_that_was_asked_for_is_the_companys_turn(member, app_db, need, due, expected):
    app_db.execute("UPDATE needs SET state = 'accepted' WHERE id = ?", [need.id])
    asked = {"id": "p" * 16, "need_id": need.id, "asked_at": "2026-11-17T08:00:00Z", "due_at": due}
    app_db["permission_requests"].insert(asked)
    page = member.get("/company/needs").text
    line = page.split(need.content.title, 1)[1].split("</tr>", 1)[0]
    assert "We asked you by mail whether you may be introduced" in line
    assert ">You<" in line
    assert expected in line


def test_number_of_queries_is_the_same_for_3_and_30_needs(member, app_db, monkeypatch):
    company_id = own_company(app_db)

    def add(count: int) -> None:
        with write_tx(app_db):
            for number in range(count):
                content = NeedContent(f"Tarve {number}", "Kuvaus", Language.FI)
                needs.add_need(
                    app_db,
                    company_id=company_id,
                    content=content,
                    channel=NeedChannel.WEB,
                    submission_key=new_id(),
                    created_by=None,
                    now=NOW,
                )

    counts = []
    for more in (3, 27):
        add(more)
        with statements(monkeypatch) as seen:
            page = member.get(LIST).text
        assert page.count("Tarve ") >= more
        counts.append(len(seen))
    assert counts[0] == counts[1] > 0


def test_only_what_a_coordinator_approved_is_shown(member: FlaskClient, app_db: Database, need: Need):
    found = matches.list_matches(app_db, need.id)
    approved, rejected = found[0], found[1]
    url = f"{LIST}/{need.id}"
    page = member.get(url).text
    assert all(title_of(app_db, match) not in page for match in found)

    decision = decide(app_db, approved.id, MatchState.APPROVED)
    decide(app_db, rejected.id, MatchState.REJECTED)
    page = member.get(url).text
    assert title_of(app_db, approved) in page
    assert "Why: your need and this offering speak of the same things:" in page
    assert "A coordinator found help that may fit" in page
    assert all(title_of(app_db, match) not in page for match in found[1:])
    assert "vain koordinaattorille" not in page
    assert "A coordinator has found" not in page  # nobody has accepted the need yet

    actor = Actor(users.find_user_by_email(app_db, "coordinator@demo.example.com").id, Role.COORDINATOR)
    undo_decision(app_db, match_id=approved.id, decision_id=decision.id, actor=actor, now=NOW)
    page = member.get(url).text
    assert title_of(app_db, approved) not in page
    assert "A coordinator found help that may fit" not in page


def test_everything_of_a_need_is_closed_to_other_companies(
    newcomer: FlaskClient, app_db: Database, need: Need
):
    newcomer.post("/company/profile", data={"name": "Naapuri Oy", "municipality": "Kuopio"})
    consent = companies.list_consents(app_db, need.company_id, need.id)[0]
    (membership,) = users.list_memberships(app_db, users.find_user_by_email(app_db, MEMBER).id)
    for path in (f"{LIST}/{need.id}", f"{LIST}/{need.id}/received", f"{LIST}/{need.id}/withdraw"):
        assert newcomer.get(path).status_code == 404
    for path in (
        f"{LIST}/{need.id}/withdraw",
        f"{LIST}/{need.id}/consents/report",
        f"/company/consents/{consent.id}/withdraw",
        f"/company/members/{membership.id}/remove",
        f"/company/members/{membership.id}/accept",
    ):
        assert newcomer.post(path).status_code == 404
    assert need.content.title not in newcomer.get(LIST).text
    assert needs.get_need(app_db, need.id) == need


@pytest.mark.parametrize("forged", ["a" * 16, "1", "' OR 1=1 --", "..%2f..%2fetc", "%00", "ä" * 16])
def test_forged_ids_find_nothing(member: FlaskClient, forged: str):
    assert member.get(f"{LIST}/{forged}").status_code == 404
    assert member.get(f"{LIST}/{forged}/received").status_code == 404
    assert member.post(f"/company/consents/{forged}/withdraw").status_code == 404


def test_colleague_sees_the_same_needs(member, newcomer, sign_in, app_db, need):
    user = users.find_user_by_email(app_db, "uusi@example.com")
    newcomer.post("/company/profile", data={"name": "Esimerkkipaja Oy (keksitty)", "municipality": "Varkaus"})
    (asked,) = users.list_memberships(app_db, user.id)
    assert newcomer.get(f"{LIST}/{need.id}").status_code == 404
    member.post(f"/company/members/{asked.id}/accept")
    assert newcomer.get(f"{LIST}/{need.id}").status_code == 200


def test_need_is_withdrawn_after_a_question_and_stays_readable(member, app_db, need):
    page = member.get(f"{LIST}/{need.id}/withdraw").text
    assert "Withdraw the need?" in page
    assert needs.get_need(app_db, need.id).state is NeedState.SUBMITTED
    for _press in range(2):
        assert member.post(f"{LIST}/{need.id}/withdraw").headers["Location"] == f"{LIST}/{need.id}"
    closed = needs.get_need(app_db, need.id)
    assert (closed.state, closed.result) == (NeedState.CLOSED, ClosingResult.WITHDRAWN)
    page = member.get(f"{LIST}/{need.id}").text
    assert "Withdrawn by the company" in page
    assert need.content.description in page
    assert "/withdraw" not in page
    assert member.get(f"{LIST}/{need.id}/withdraw").status_code == 302


def test_consents_are_taken_back_and_given_one_by_one(member, app_db, need):
    def given() -> set[ConsentPurpose]:
        found = companies.list_consents(app_db, need.company_id, need.id)
        return {consent.purpose for consent in found if consent.withdrawn_at is None}

    assert given() == {ConsentPurpose.MATCH, ConsentPurpose.INTRODUCE}
    by_purpose = {c.purpose: c for c in companies.list_consents(app_db, need.company_id, need.id)}
    member.post(f"/company/consents/{by_purpose[ConsentPurpose.INTRODUCE].id}/withdraw")
    assert given() == {ConsentPurpose.MATCH}
    member.post(f"{LIST}/{need.id}/consents/report")
    member.post(f"{LIST}/{need.id}/consents/report")
    assert given() == {ConsentPurpose.MATCH, ConsentPurpose.REPORT}
    assert len(companies.list_consents(app_db, need.company_id, need.id)) == 3
    assert member.post(f"/company/consents/{by_purpose[ConsentPurpose.MATCH].id}/withdraw").status_code == 409
    assert member.post(f"{LIST}/{need.id}/consents/everything").status_code == 404


def test_page_says_what_institutions_may_see(member, need):
    page = member.get(f"{LIST}/{need.id}").text
    assert "Title, Description of the need, Field, Size of the company" in page
    assert "What the company makes" in page


def test_need_in_another_language_is_marked_for_screen_readers(member, need):
    assert f'<h1 lang="fi">{need.content.title}</h1>' in member.get(f"{LIST}/{need.id}").text


def test_timeline_tells_what_happened_in_order_and_what_comes(member, app_db, need):
    def steps() -> list[str]:
        page = member.get(f"{LIST}/{need.id}").text
        return [title.strip() for title in re.findall(r'timeline-title">([^<]+)<', page)]

    sent, reads, found = "Sent", "A coordinator reads the need", "A coordinator found help that may fit"
    began, looks = "A coordinator read the need and began to look for help", "We look for suitable help"
    agree = "You and the institution agree to talk"
    assert steps() == [sent, reads, looks, agree]
    coordinator = users.find_user_by_email(app_db, "coordinator@demo.example.com")
    accept_need(app_db, need_id=need.id, actor=Actor(coordinator.id, Role.COORDINATOR), now=NOW)
    assert steps() == [sent, began, looks, agree]
    decide(app_db, matches.list_matches(app_db, need.id)[0].id, MatchState.APPROVED)
    assert steps() == [sent, began, found, agree]
    member.post(f"{LIST}/{need.id}/withdraw")
    assert steps() == [sent, began, found, "Withdrawn by the company"]
