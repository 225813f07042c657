"""Correcting a need that was sent."""

from dataclasses import replace

import pytest
from flask.testing import FlaskClient
from sqlite_utils import Database

from matchmaker.model.match import MatchState, RejectReason
from matchmaker.model.need import ClosingResult, Need, NeedState
from matchmaker.operations.company_identity import identity_of
from matchmaker.operations.word_summary import proposal_for
from matchmaker.store import audit, matches, needs
from matchmaker.store.database import write_tx
from tests.conftest import NOW
from tests.web.company.conftest import Fields, answers

LONGER = "Runko on 8 mm S700-terästä ja hitsi halkeaa kulmasta. Lisäksi saumoissa on huokosia."


@pytest.fixture
def need(member: FlaskClient, app_db: Database) -> Need:
    location = member.post("/company/needs/new", data=answers()).headers["Location"]
    return needs.get_need(app_db, location.split("/")[3])


def changed(need: Need, **values: object) -> dict[str, object]:
    return {**answers(), "seen": need.version_id, "language": "fi", **values}


def move(db: Database, match_id: str, before: MatchState, after: MatchState) -> None:
    reason = RejectReason.OTHER_FIELD if after is MatchState.REJECTED else None
    with write_tx(db):
        matches.move_match(
            db, match_id, before=before, after=after, reason=reason, note="", actor_id=None, now=NOW
        )


def test_form_holds_the_need_as_it_stands(member: FlaskClient, need: Need):
    page = member.get(f"/company/needs/{need.id}/edit").text
    fields = Fields(page)
    assert fields.found["title"]["value"] == need.content.title
    assert fields.texts["description"].strip() == need.content.description
    assert fields.found["seen"]["value"] == need.version_id
    assert '<option selected value="coordinator">' in page
    assert "consent_match" not in fields.found


def test_new_text_makes_a_version_that_is_ranked_and_keeps_decisions(member, app_db, need):
    first, *_rest = matches.list_matches(app_db, need.id)
    move(app_db, first.id, MatchState.SUGGESTED, MatchState.APPROVED)
    text = "Leipomon uunin lämpötila vaihtelee ja leipä palaa. Tarvitsemme elintarvikealan asiantuntijaa."
    response = member.post(
        f"/company/needs/{need.id}/edit",
        data=changed(need, title="Leipä palaa uunissa", description=text, summary=text),
    )
    assert response.headers["Location"] == f"/company/needs/{need.id}"
    edited = needs.get_need(app_db, need.id)
    assert (edited.version_number, edited.content.description) == (2, text)
    assert needs.get_need_at_version(app_db, need.version_id).content == need.content
    approved = matches.get_match(app_db, first.id)
    assert (approved.state, approved.need_version_id) == (MatchState.APPROVED, need.version_id)
    suggested = matches.list_matches(app_db, need.id, states=[MatchState.SUGGESTED])
    assert {match.need_version_id for match in suggested} == {edited.version_id}
    assert "You changed the need" in member.get(f"/company/needs/{need.id}").text
    entry = audit.list_for_need(app_db, need.id)[0]
    assert (entry.action, entry.detail) == (
        "edit_need",
        {"changed": ["title", "description", "summary"], "version": 2},
    )


def test_rejected_pair_that_fits_the_new_text_returns_to_the_queue(member, app_db, need):
    best = matches.list_matches(app_db, need.id)[0]
    move(app_db, best.id, MatchState.SUGGESTED, MatchState.REJECTED)
    member.post(f"/company/needs/{need.id}/edit", data=changed(need, description=LONGER, summary=LONGER))
    again = matches.get_match(app_db, best.id)
    assert (again.state, again.need_version_id) == (
        MatchState.SUGGESTED,
        needs.get_need(app_db, need.id).version_id,
    )


def proposal_of(db: Database, need: Need) -> str:
    return proposal_for(need.content, identity_of(db, need.company_id))


def with_proposed_summary(db: Database, need: Need) -> Need:
    """The need as it was sent with the summary that was proposed for it, untouched."""
    content = replace(need.content, summary=proposal_of(db, need))
    with write_tx(db):
        return needs.add_need_version(db, need.id, content, created_by=None, now=NOW)


def test_untouched_summary_follows_the_text_before_an_institution_has_read_it(member, app_db, need):
    need = with_proposed_summary(app_db, need)
    form = changed(need, description=LONGER, summary=need.content.summary)
    page = member.post(f"/company/needs/{need.id}/edit", data=form, follow_redirects=True).text
    assert "The summary for institutions now follows your changed text." in page
    edited = needs.get_need(app_db, need.id)
    assert edited.content.summary == proposal_of(app_db, edited)
    assert "huokosia" in edited.content.summary


@pytest.mark.parametrize("which", ["new", "old"])
def test_summary_written_by_hand_is_chosen_between_never_overwritten(member, app_db, need, which):
    url, form = f"/company/needs/{need.id}/edit", changed(need, description=LONGER)
    page = member.post(url, data=form)
    assert page.status_code == 200
    assert "Your text has changed" in page.text
    offered = Fields(page.text).found["offered"]["value"]
    assert "huokosia" in offered
    assert needs.get_need(app_db, need.id) == need, "nothing is saved before the choice"
    again = member.post(url, data={**form, "offered": offered})
    assert "Choose the summary that institutions read." in again.text
    assert member.post(url, data={**form, "offered": offered, "which": which}).status_code == 302
    kept = {"new": offered, "old": need.content.summary}[which]
    edited = needs.get_need(app_db, need.id).content
    assert (edited.summary, edited.description) == (kept, LONGER)


def test_untouched_summary_that_an_institution_has_read_is_asked_about(member, app_db, need):
    need = with_proposed_summary(app_db, need)
    match = matches.list_matches(app_db, need.id)[0]
    move(app_db, match.id, MatchState.SUGGESTED, MatchState.APPROVED)
    move(app_db, match.id, MatchState.APPROVED, MatchState.ASKED)
    form = changed(need, description=LONGER, summary=need.content.summary)
    assert "Summary so far" in member.post(f"/company/needs/{need.id}/edit", data=form).text


def test_new_telephone_number_leaves_the_matches_alone(member, app_db, need):
    best = matches.list_matches(app_db, need.id)[0]
    move(app_db, best.id, MatchState.SUGGESTED, MatchState.REJECTED)
    before = matches.list_matches(app_db, need.id)
    member.post(f"/company/needs/{need.id}/edit", data=changed(need, phone="040 123 4567"))
    assert needs.get_need(app_db, need.id).content.phone == "+358 40 1234567"
    assert matches.list_matches(app_db, need.id) == before


def test_unchanged_form_changes_nothing(member, app_db, need):
    member.post(f"/company/needs/{need.id}/edit", data=changed(need))
    assert needs.get_need(app_db, need.id) == need


def test_answer_to_a_question_brings_the_need_back_to_the_coordinator(member, app_db, need):
    with write_tx(app_db):
        needs.move_need(app_db, need.id, before=NeedState.SUBMITTED, after=NeedState.CLARIFICATION, now=NOW)
    member.post(f"/company/needs/{need.id}/edit", data=changed(need, description=LONGER, summary=LONGER))
    assert needs.get_need(app_db, need.id).state is NeedState.SUBMITTED


def test_second_of_two_colleagues_is_told_and_overwrites_nothing(member, app_db, need):
    member.post(f"/company/needs/{need.id}/edit", data=changed(need, title="Ensimmäisen otsikko"))
    second = changed(need, title="Toisen otsikko")
    response = member.post(f"/company/needs/{need.id}/edit", data=second)
    assert response.status_code == 409
    assert needs.get_need(app_db, need.id).content.title == "Ensimmäisen otsikko"
    typed = Fields(response.text).found
    assert (typed["title"]["value"], "Somebody has changed the need" in response.text) == (
        second["title"],
        True,
    )
    member.post(f"/company/needs/{need.id}/edit", data={**second, "seen": typed["seen"]["value"]})
    assert needs.get_need(app_db, need.id).content.title == "Toisen otsikko"


def test_wrong_edit_is_explained_and_kept(member, app_db, need):
    response = member.post(f"/company/needs/{need.id}/edit", data=changed(need, description="Lyhyt"))
    assert response.status_code == 422
    assert "at least 20 characters" in response.text
    assert Fields(response.text).texts["description"].strip() == "Lyhyt"
    assert needs.get_need(app_db, need.id) == need


def test_closed_need_is_not_edited(member, app_db, need):
    with write_tx(app_db):
        needs.move_need(
            app_db,
            need.id,
            before=NeedState.SUBMITTED,
            after=NeedState.CLOSED,
            now=NOW,
            result=ClosingResult.NO_MATCH,
        )
    assert member.get(f"/company/needs/{need.id}/edit").status_code == 302
    assert member.post(f"/company/needs/{need.id}/edit", data=changed(need, title="Uusi")).status_code == 409
    assert "/edit" not in member.get(f"/company/needs/{need.id}").text


def test_need_of_another_company_is_not_found(newcomer, app_db, need):
    newcomer.post("/company/profile", data={"name": "Naapuri Oy", "municipality": "Kuopio"})
    assert newcomer.get(f"/company/needs/{need.id}/edit").status_code == 404
    assert newcomer.post(f"/company/needs/{need.id}/edit", data=changed(need)).status_code == 404
