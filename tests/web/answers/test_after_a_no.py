"""What the pages offer after a no: the reason, and a yes after all; by the link and signed in."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from matchmaker.model.introduction import DeclineReason, Side
from tests.conftest import SignIn, new_client
from tests.introducing import COORDINATOR, MEMBER, World
from tests.web.answers.conftest import LEFT, Post, mail_to, text_of

pytestmark = pytest.mark.usefixtures("at_once")


def test_the_link_takes_the_reason_and_a_yes_after_all(asked: World, app: Flask, post: Post) -> None:
    post(LEFT)
    visitor, link = new_client(app), f"/answer/{asked.link(Side.INSTITUTION)}"
    visitor.post(link, data={"answer": "not-now"})
    page = visitor.get(link).text
    assert ("Would you say why?" in page, "Yes after all?" in page) == (True, True)
    data = {"reason": "no-time", "note": "Laite on huollossa."}
    assert (
        "The coordinator knows why" in visitor.post(f"{link}/reason", data=data, follow_redirects=True).text
    )
    assert asked.introduction.answers[Side.INSTITUTION].reason is DeclineReason.NO_TIME
    assert ("Laite on huollossa.</textarea>" in visitor.get(link).text) is True
    visitor.post(f"{link}/reconsider")
    assert "you would say yes after all" in visitor.get(link).text
    told = [text_of(mail) for (to, _subject), mail in post(LEFT).items() if to == COORDINATOR]
    assert any("Tutkimuslaitos haluaisi sittenkin" in text for text in told)


def test_nonsense_as_a_reason_is_said_beside_the_field(asked: World, app: Flask) -> None:
    visitor, link = new_client(app), f"/answer/{asked.link(Side.INSTITUTION)}"
    visitor.post(link, data={"answer": "no"})
    page = visitor.post(f"{link}/reason", data={"reason": "because"})
    assert (page.status_code, "Choose one of the reasons." in page.text) == (422, True)
    assert asked.introduction.answers[Side.INSTITUTION].reason is None


def test_members_do_the_same_signed_in_and_only_after_a_no(asked: World, sign_in: SignIn) -> None:
    member, url = sign_in(MEMBER), f"/introductions/{asked.introduction.id}"
    for step in ("reason", "reconsider"):
        assert member.post(f"{url}/{step}", data={"reason": "no-time"}).status_code == 409
    member.post(url, data={"answer": "no"})
    assert member.post(f"{url}/reason", data={"note": "Ei laitetta."}).status_code == 302
    assert member.post(f"{url}/reconsider").status_code == 302
    assert "you would say yes after all" in member.get(url).text


def test_strangers_explain_and_reconsider_nothing(asked: World, sign_in: SignIn, client: FlaskClient) -> None:
    stranger = sign_in("institution@demo.example.com")
    for step in ("reason", "reconsider"):
        assert stranger.post(f"/introductions/{asked.introduction.id}/{step}").status_code == 404
        assert client.post(f"/answer/forged/{step}").status_code == 410


def test_the_mail_about_it_names_the_match(asked: World, post: Post, sign_in: SignIn) -> None:
    member, url = sign_in(MEMBER), f"/introductions/{asked.introduction.id}"
    member.post(url, data={"answer": "no"})
    post(LEFT)
    member.post(f"{url}/reconsider")
    mail = mail_to(post(LEFT), COORDINATOR)
    assert str(mail["Subject"]) == "Sittenkin kyllä: Tutkimuslaitos"
    assert f"/coordinator/matches/{asked.match_id}" in text_of(mail)
