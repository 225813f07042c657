"""Answering a coordinator's question by the link of the mail that really left."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlite_utils import Database

from matchmaker.model.introduction import Clarification
from matchmaker.model.need import NeedState
from matchmaker.operations.ask_clarification import ask_clarification
from matchmaker.operations.watch_deadlines import watch_deadlines
from matchmaker.operations.withdraw_need import withdraw_need
from matchmaker.store import follow_up, needs
from matchmaker.store.database import write_tx
from tests.conftest import NOW, new_client
from tests.introducing import COORDINATOR, KAISA, World
from tests.web.answers.conftest import Post, link_of, mail_to, text_of

QUESTION = "Mitä terästä runko on?\nJa kuinka paksua?"


@pytest.fixture
def asked(world: World, post: Post) -> Clarification:
    """The need as it was before it was taken up, with a question."""
    with write_tx(world.db):
        world.db.execute("UPDATE needs SET state = 'submitted' WHERE id = ?", [world.need_id])
    return ask_clarification(
        world.db, need_id=world.need_id, question=QUESTION, actor=world.coordinator, now=NOW
    )


def test_mail_asks_and_its_link_answers_without_signing_in(
    client: FlaskClient, world: World, asked: Clarification, post: Post
) -> None:
    mail = mail_to(post(NOW), KAISA)
    assert str(mail["Subject"]) == "Kysymys tarpeestasi: Hitsi halkeaa pakkasella"
    assert "Mitä terästä runko on?" in text_of(mail)
    page = client.get(link_of(mail))
    assert (page.status_code, "Mitä terästä runko on?" in page.text) == (200, True)
    assert follow_up.get_clarification(world.db, asked.id).answer is None  # looking answers nothing
    response = client.post(link_of(mail), data={"answer": "S700, 8 mm"}, follow_redirects=True)
    assert "Your answer is with the coordinator" in response.text
    assert "S700, 8 mm" in response.text
    assert needs.get_need(world.db, world.need_id).state is NeedState.SUBMITTED
    told = mail_to(post(NOW), COORDINATOR)
    assert "S700, 8 mm" in text_of(told)


def test_page_is_finnish_for_a_finnish_browser(app: Flask, asked: Clarification, post: Post) -> None:
    page = new_client(app, "fi").get(link_of(mail_to(post(NOW), KAISA))).text
    assert "Koordinaattori kysyy" in page


def test_empty_answer_is_explained_and_the_link_still_works(
    client: FlaskClient, asked: Clarification, post: Post, world: World
) -> None:
    link = link_of(mail_to(post(NOW), KAISA))
    response = client.post(link, data={"answer": " "})
    assert (response.status_code, "Write your answer." in response.text) == (422, True)
    assert client.post(link, data={"answer": "En tiedä"}).status_code == 302
    assert follow_up.get_clarification(world.db, asked.id).answer == "En tiedä"


def test_second_answer_changes_nothing_and_shows_the_first(
    client: FlaskClient, asked: Clarification, post: Post
) -> None:
    link = link_of(mail_to(post(NOW), KAISA))
    client.post(link, data={"answer": "S700"})
    again = client.post(link, data={"answer": "Alumiini", "audience": "asked"})
    assert again.status_code == 409
    assert "S700" in again.text
    assert "Seen by the coordinators, and by an institution only after both have said yes." in again.text
    kept = again.text.split("Copy it from here if you still need it:")[1].split("<h1")[0]
    assert ("Alumiini" in kept, ">asked<" in kept) == (True, False), (
        "nothing typed is lost, and no code is shown"
    )


def test_link_to_a_closed_need_says_so(
    client: FlaskClient, world: World, asked: Clarification, post: Post
) -> None:
    link = link_of(mail_to(post(NOW), KAISA))
    withdraw_need(world.db, need_id=world.need_id, company_id=world.company_id, actor=world.kaisa, now=NOW)
    page = client.get(link)
    assert (page.status_code, "No answer is needed any more." in page.text) == (200, True)
    assert "<textarea" not in page.text
    assert client.post(link, data={"answer": "S700"}).status_code == 409


def test_link_is_over_in_time(app: Flask, client: FlaskClient, asked: Clarification, post: Post) -> None:
    link = link_of(mail_to(post(NOW), KAISA))
    app.config["CLOCK"] = lambda: asked.due_at + timedelta(days=30)
    assert client.get(link).status_code == 410


def test_reminder_leads_to_the_same_question(
    client: FlaskClient, app_db: Database, asked: Clarification, post: Post
) -> None:
    post(NOW)
    later = NOW + timedelta(days=4)
    watch_deadlines(app_db, now=later)
    mail = mail_to(post(later), KAISA)
    assert str(mail["Subject"]).startswith("Kysymys odottaa vastaustasi")
    assert client.post(link_of(mail), data={"answer": "S700"}).status_code == 302
