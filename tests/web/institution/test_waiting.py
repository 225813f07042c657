"""What waits for an institution's answer: where signing in leads, the number in the menu, and how each question stands."""

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlite_utils import Database

from matchmaker.model.introduction import Answer, Side
from matchmaker.operations.tell_answer import Told, tell_answer
from matchmaker.store.database import write_tx
from tests.conftest import NOW, CountQueries, SignIn
from tests.introducing import MEMBER, PROFESSOR, World, build_world

pytestmark = pytest.mark.usefixtures("at_once")


@pytest.fixture
def world(app_db: Database) -> World:
    built = build_world(app_db)
    built.ask()
    return built


@pytest.fixture
def lab(world: World, sign_in: SignIn) -> FlaskClient:
    """A browser of the institution's member, in Finnish."""
    browser = sign_in(MEMBER)
    browser.environ_base["HTTP_ACCEPT_LANGUAGE"] = "fi"
    return browser


def test_signing_in_leads_to_what_waits_and_the_menu_counts_it(world: World, lab: FlaskClient) -> None:
    assert lab.get("/home").location == "/institution/asked"
    assert "Meiltä kysytty (1)</a>" in lab.get("/institution/offerings").text
    assert "Valikko (1<span" in lab.get("/institution/offerings").text, "on a phone the button tells it"
    assert "1 kysymys odottaa vastaustanne" in lab.get("/institution/offerings").text
    world.answer(Side.INSTITUTION, Answer.YES)
    assert "odottaa vastaustanne" not in lab.get("/institution/offerings").text
    assert lab.get("/home").location == "/institution/offerings"
    assert "Meiltä kysytty</a>" in lab.get("/institution/offerings").text


@pytest.mark.parametrize("gone", ["late", "withdrawn", "closed"])
def test_nothing_waits_once_no_answer_counts_any_more(
    world: World, lab: FlaskClient, app: Flask, gone: str
) -> None:
    if gone == "late":
        app.config["CLOCK"] = lambda: NOW + timedelta(days=20)
    with write_tx(world.db):
        if gone == "withdrawn":
            world.db.execute("UPDATE consents SET withdrawn_at = '2026-11-24T08:00:00.000000Z'")
        if gone == "closed":
            world.db.execute("UPDATE needs SET state = 'closed', result = 'no-match'")
    assert lab.get("/home").location == "/institution/offerings"


def test_each_question_says_in_the_institutions_words_how_it_stands(
    world: World, lab: FlaskClient, app: Flask
) -> None:
    def chips() -> str:
        return lab.get("/institution/asked").text

    due = f"{world.introduction.due_at:%-d.%-m.%Y}"
    assert f"Teiltä kysytty, vastaus viimeistään {due}" in chips()
    assert f"Kysymys on lähetetty osoitteeseen {PROFESSOR}" in chips()
    app.config["CLOCK"] = lambda: NOW + timedelta(days=20)
    assert "Teidän vastausaikanne on ohi" in chips()
    app.config["CLOCK"] = lambda: NOW
    world.answer(Side.INSTITUTION, Answer.YES)
    assert f"Vastasitte kyllä; yrityksellä on aikaa {due} asti" in chips()
    world.answer(Side.COMPANY, Answer.NOT_NOW)
    assert "Yritys ei jatka tällä kertaa" in chips()


def test_an_own_not_now_is_told_as_that(world: World, lab: FlaskClient) -> None:
    world.answer(Side.INSTITUTION, Answer.NOT_NOW)
    assert "Vastasitte: ei nyt" in lab.get("/institution/asked").text
    lab.post(f"/introductions/{world.introduction.id}/reconsider")
    assert "Vastasitte sittenkin kyllä" in lab.get("/institution/asked").text
    assert "Molemmilta kysytty" not in lab.get("/institution/asked").text


def test_the_count_costs_one_query_however_many_wait(
    world: World, lab: FlaskClient, count_queries: CountQueries
) -> None:
    one = count_queries(lambda: lab.get("/institution/details"))
    with write_tx(world.db):
        world.db.execute("UPDATE matches SET state = 'approved' WHERE id = ?", [world.next_match_id])
    replace(world, match_id=world.next_match_id).ask()
    assert "Meiltä kysytty (2)" in lab.get("/institution/details").text
    assert count_queries(lambda: lab.get("/institution/details")) == one


def test_what_the_company_refused_on_the_phone_before_anybody_was_asked_is_not_told(
    world: World, lab: FlaskClient
) -> None:
    world.db.execute("UPDATE matches SET state = 'approved' WHERE id = ?", [world.next_match_id])
    refused = replace(world, match_id=world.next_match_id)
    told = Told(Answer.NO, "Kaisa Saha", NOW)
    tell_answer(world.db, match_id=refused.match_id, told=told, actor=world.coordinator, now=NOW)
    shown = lab.get("/institution/asked").text
    assert (world.match_id in shown, refused.match_id in shown) == (True, False)
    for url in (f"/institution/asked/{refused.match_id}", f"/introductions/{refused.introduction.id}"):
        assert lab.get(url).status_code == 404
