"""What the pages offer after a no: the reason, and a yes after all; by the link and signed in."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from matchmaker.model.introduction import Answer, DeclineReason, Side
from matchmaker.store import settings
from tests.conftest import NOW, SignIn, new_client
from tests.introducing import COORDINATOR, KAISA, MEMBER, World
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


@pytest.mark.parametrize(
    ("answer", "again", "subject", "on_the_page"),
    [
        (
            "not-now",
            False,
            "Ei juuri nyt, ehkä myöhemmin: Tutkimuslaitos – Hitsi halkeaa pakkasella",
            "The institution said: not now",
        ),
        (
            "no",
            False,
            "Ei esittelyä tällä kertaa: Tutkimuslaitos – Hitsi halkeaa pakkasella",
            "The institution said no",
        ),
        ("not-now", True, "", "A coordinator looks at this again"),
    ],
)
def test_a_no_is_told_to_the_company_ten_minutes_later_unless_it_is_thought_over(
    asked: World,
    app: Flask,
    post: Post,
    sign_in: SignIn,
    answer: str,
    again: bool,
    subject: str,
    on_the_page: str,
) -> None:
    settings.set_number(asked.db, "undo_minutes", 10, NOW)
    asked.answer(Side.COMPANY, Answer.YES)
    post(LEFT)
    visitor, link = new_client(app), f"/answer/{asked.link(Side.INSTITUTION)}"
    visitor.post(link, data={"answer": answer})
    assert "told of your answer from 24 Nov 2026" in visitor.get(link).text
    kaisa, page = sign_in(KAISA), f"/company/needs/{asked.need_id}"
    assert "The institution said" not in kaisa.get(page).text
    if again:
        visitor.post(f"{link}/reconsider")
    assert KAISA not in {to for to, _subject in post(LEFT)}
    told = post(LEFT + timedelta(minutes=10))
    assert [words for to, words in told if to == KAISA] == [subject] * (not again)
    assert on_the_page in kaisa.get(page).text


def test_a_yes_after_all_waits_on_the_coordinators_pages_until_both_are_asked_again(
    asked: World, sign_in: SignIn
) -> None:
    member, url = sign_in(MEMBER), f"/introductions/{asked.introduction.id}"
    member.post(url, data={"answer": "not-now"})
    member.post(f"{url}/reconsider")
    koo, match = sign_in(COORDINATOR), f"/coordinator/matches/{asked.match_id}"
    for page in (match, f"/coordinator/needs/{asked.need_id}"):
        assert "Approve again, then ask both" in koo.get(page).text
        assert "Institution said yes after all on 24 Nov 2026." in koo.get(page).text
    (desk,) = [group for group in koo.get("/coordinator/").text.split("<h2") if "Yes after all" in group]
    assert match in desk
    answer = koo.post(f"{match}/approve", data={"seen": "declined", "from": "again"}, follow_redirects=True)
    assert (answer.request.path, "said yes after all" in answer.text) == (match, False)
    assert "Yes after all" not in koo.get("/coordinator/").text
    asked.ask()
    member.post(f"/introductions/{asked.introduction.id}", data={"answer": "no"})
    assert "Yes after all" not in koo.get("/coordinator/").text, "it was said of the earlier question"


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
    assert str(mail["Subject"]) == "Sittenkin kyllä: Tutkimuslaitos – Hitsi halkeaa pakkasella"
    assert f"/coordinator/matches/{asked.match_id}" in text_of(mail)
