"""The same races through the pages: who comes second reads what happened, and nobody an error."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlite_utils import Database

from matchmaker.config import Settings
from matchmaker.model.introduction import Answer, Side
from matchmaker.model.match import MatchState
from matchmaker.model.need import NeedState
from matchmaker.store import companies, introductions, needs
from tests.conftest import SignIn, new_client
from tests.introducing import COORDINATOR, KAISA, MEMBER, World, build_world
from tests.racing import Step, race
from tests.web.company.conftest import answers
from tests.web.coordinator.test_entering import told

pytestmark = pytest.mark.usefixtures("at_once")

Press = Callable[..., list[tuple[int, str]]]


@pytest.fixture
def world(app_db: Database) -> World:
    return build_world(app_db)


@pytest.fixture
def press(settings: Settings) -> Press:
    """`press((browser, path, data), ...)` sends the forms at once; (status, where to) of each answer."""

    def at_once(*presses: tuple[FlaskClient, str, dict[str, object]]) -> list[tuple[int, str]]:
        def sending(browser: FlaskClient, path: str, data: dict[str, object]) -> Step:
            def step(_db: Database) -> object:
                answer = browser.post(path, data=data)
                return answer.status_code, answer.location or ""

            return step

        outcomes = race(settings.database, *(sending(*one) for one in presses))
        return [outcome.value for outcome in outcomes]  # type: ignore[misc]

    return at_once


def test_two_coordinators_ask_and_reject_the_same_match(
    world: World, sign_in: SignIn, press: Press, app_db: Database
) -> None:
    one, other = sign_in(COORDINATOR), sign_in("coordinator@demo.example.com")
    path = f"/coordinator/matches/{world.match_id}"
    statuses = [status for status, _to in press((one, f"{path}/ask", {}), (other, f"{path}/ask", {}))]
    assert sorted(statuses) == [302, 409]
    statuses = [
        status
        for status, _to in press(
            (one, f"/coordinator/matches/{world.next_match_id}/approve", {}),
            (other, f"/coordinator/matches/{world.next_match_id}/reject", {"reason": "other-field"}),
        )
    ]
    assert sorted(statuses) == [302, 409]
    assert len(introductions.list_introductions_of_need(app_db, world.need_id)) == 1


def test_a_link_is_pressed_on_two_devices_while_the_person_answers_signed_in(
    world: World, app: Flask, sign_in: SignIn, press: Press
) -> None:
    world.ask()
    world.answer(Side.INSTITUTION, Answer.YES)
    link = f"/answer/{world.link(Side.COMPANY)}"
    statuses = [
        status
        for status, _to in press(
            (new_client(app), link, {"answer": "yes"}),
            (new_client(app), link, {"answer": "yes"}),
            (sign_in(KAISA), f"/introductions/{world.introduction.id}", {"answer": "yes"}),
        )
    ]
    assert sorted(statuses) == [302, 409, 409]
    assert world.state is MatchState.INTRODUCED
    assert new_client(app).get(link).status_code == 200


def test_a_need_is_withdrawn_while_the_institution_says_yes_and_the_coordinator_asks_again(
    world: World, sign_in: SignIn, press: Press
) -> None:
    world.ask()
    kaisa, researcher, coordinator = (sign_in(email) for email in (KAISA, MEMBER, COORDINATOR))
    withdrawn, answered, asked = press(
        (kaisa, f"/company/needs/{world.need_id}/close", {"why": "no-longer-needed"}),
        (researcher, f"/introductions/{world.introduction.id}", {"answer": "yes"}),
        (
            coordinator,
            f"/coordinator/matches/{world.match_id}/ask",
            {},
        ),  # a second time, which is known already
    )
    assert withdrawn[0] == 302
    assert {answered[0], asked[0]} <= {302, 409}
    assert world.need_state is NeedState.CLOSED


def test_a_need_is_sent_twice_at_once(sign_in: SignIn, press: Press, app_db: Database) -> None:
    browser = sign_in("uusi@example.com")
    form = answers()
    one, other = press((browser, "/company/needs/new", form), (browser, "/company/needs/new", form))
    assert {one[0], other[0]} == {302}
    assert len(companies.list_companies(app_db, search="Uusi Paja")) == 1
    assert sum(need.content.title == form["title"] for need in needs.list_queue(app_db)) == 1


def test_a_need_told_by_phone_is_stored_twice_at_once(
    sign_in: SignIn, press: Press, app_db: Database
) -> None:
    browser = sign_in("coordinator@demo.example.com")
    form, path = told(email="kaisa@uusi.example"), "/coordinator/needs/new?company=new"
    answered = press((browser, path, form), (browser, path, form))
    assert [status for status, _to in answered] == [302, 302]
    assert len({to for _status, to in answered}) == 1
    (company,) = companies.list_companies(app_db, search="Uusi Paja")
    assert len([need for need in needs.list_queue(app_db) if need.company_id == company.id]) == 1
