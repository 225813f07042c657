"""What somebody wrote while somebody else was faster stands on the page that says so."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlite_utils import Database

from matchmaker.model.introduction import Answer, Side
from matchmaker.model.need import ClosingResult, NeedState
from matchmaker.operations.close_need import close_need
from matchmaker.operations.tell_answer import Told, tell_answer
from tests.conftest import NOW, SignIn
from tests.introducing import COORDINATOR, KAISA, World, build_world

TOLD = {"answer": "yes", "told_by": "Kaisa Saha", "told_on": "2026-11-24", "note": "Vain jos keväällä."}
LOST = "What you wrote was not saved"


@pytest.fixture
def world(app_db: Database) -> World:
    built = build_world(app_db)
    built.ask(NOW - timedelta(hours=1))
    return built


@pytest.fixture
def coordinator(world: World, sign_in: SignIn) -> FlaskClient:
    return sign_in(COORDINATOR)


def test_the_condition_of_a_yes_that_was_written_down_from_a_call_meanwhile(
    world: World, sign_in: SignIn
) -> None:
    told = Told(Answer.YES, "Kaisa Saha", NOW)
    tell_answer(world.db, match_id=world.match_id, told=told, actor=world.coordinator, now=NOW)
    typed = {"answer": "yes", "condition": "Jos se maksaa <alle> 500 euroa."}
    for browser, url in (
        (sign_in(KAISA), f"/introductions/{world.introduction.id}"),
        (sign_in(KAISA), f"/answer/{world.link(Side.COMPANY)}"),
    ):
        refused = browser.post(url, data=typed)
        assert refused.status_code == 409
        assert LOST in refused.text
        assert "Jos se maksaa &lt;alle&gt; 500 euroa." in refused.text
        assert LOST not in browser.get(url).text


def test_an_answer_by_phone_to_a_question_that_was_answered_meanwhile(
    world: World, coordinator: FlaskClient
) -> None:
    world.answer(Side.COMPANY, Answer.NO)
    refused = coordinator.post(f"/coordinator/matches/{world.match_id}/told", data=TOLD)
    assert (refused.status_code, LOST in refused.text, TOLD["note"] in refused.text) == (409, True, True)


@pytest.mark.parametrize("why", ["closed", "late"])
def test_an_answer_by_phone_that_counts_no_more(world: World, coordinator: FlaskClient, why: str) -> None:
    """Between the closing and the end of its undo, or before the worker has noticed that the time is over."""
    if why == "closed":
        close_need(
            world.db,
            need_id=world.need_id,
            seen=NeedState.ACCEPTED,
            result=ClosingResult.NO_MATCH,
            actor=world.coordinator,
            now=NOW,
        )
    else:
        world.db.execute("UPDATE introductions SET due_at = '2026-11-20T08:00:00.000000Z'")
    refused = coordinator.post(f"/coordinator/matches/{world.match_id}/told", data=TOLD)
    words = {"closed": "no answer counts any more", "late": "The time for an answer is over."}[why]
    assert (refused.status_code, words in refused.text, TOLD["note"] in refused.text) == (409, True, True)
    assert Side.COMPANY not in world.introduction.answers


def test_a_page_without_a_place_for_it_shows_it_all_the_same(world: World, coordinator: FlaskClient) -> None:
    url = f"/coordinator/needs/{world.need_id}/assign"
    refused = coordinator.post(url, data={"assignee": "who has left", "message": "Soita heille maanantaina."})
    assert (refused.status_code, LOST in refused.text) == (404, True)
    assert "Soita heille maanantaina." in refused.text
    assert LOST not in coordinator.get("/coordinator/needs/unknown").text
