"""The pages behind the mails' links: asked, answered, handed on, too late; and nothing for those without a right token."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from matchmaker.model.introduction import Answer, DeclineReason, Side
from matchmaker.model.match import MatchState
from matchmaker.operations.watch_deadlines import watch_deadlines
from matchmaker.store import action_links
from tests.conftest import NOW, new_client
from tests.introducing import KAISA, PROFESSOR, World
from tests.web.answers.conftest import LEFT, Post, link_of, mail_to, text_of

COLLEAGUE = "kollega@tutkimus.example"


def test_looking_at_a_link_answers_nothing(asked: World, post: Post, visitor: FlaskClient) -> None:
    mails = post(LEFT)
    for address in (KAISA, PROFESSOR):
        page = visitor.get(link_of(mail_to(mails, address)))
        assert (page.status_code, "Yes, introduce us" in page.text) == (200, True)
    assert asked.introduction.answers == {}


def test_a_mail_leads_first_to_its_page_in_the_other_language(asked: World, post: Post, app: Flask) -> None:
    mail = mail_to(post(LEFT), PROFESSOR)
    first = text_of(mail).splitlines()[0]
    assert first == f"In English: http://localhost{link_of(mail)}?lang=en"
    page = new_client(app, "fi").get(first.removeprefix("In English: http://localhost"))
    assert (page.status_code, "Yes, introduce us" in page.text) == (200, True)


def test_one_press_answers_and_the_link_then_says_what_was_answered(
    asked: World, post: Post, visitor: FlaskClient
) -> None:
    link = link_of(mail_to(post(LEFT), KAISA))
    assert visitor.post(link, data={"answer": "yes"}).location == link
    assert asked.introduction.answers[Side.COMPANY].answer is Answer.YES
    page = visitor.get(link).text
    assert "Thank you: you said yes" in page
    assert "on 1 Dec 2026 at the latest" in page
    assert "Yes, introduce us" not in page


def test_a_second_answer_by_the_same_link_is_refused_and_shows_the_first(
    asked: World, post: Post, visitor: FlaskClient
) -> None:
    link = link_of(mail_to(post(LEFT), PROFESSOR))
    visitor.post(link, data={"answer": "no", "reason": "no-time"})
    again = visitor.post(link, data={"answer": "yes"})
    assert again.status_code == 409
    assert "You answered “no” on 24 Nov 2026." in again.text
    assert asked.introduction.answers[Side.INSTITUTION].answer is Answer.NO


def test_reason_and_note_come_along(asked: World, post: Post, visitor: FlaskClient) -> None:
    link = link_of(mail_to(post(LEFT), PROFESSOR))
    visitor.post(link, data={"answer": "not-now", "reason": "no-time", "note": "Keväällä\nehkä"})
    given = asked.introduction.answers[Side.INSTITUTION]
    assert (given.answer, given.reason, given.note) == (
        Answer.NOT_NOW,
        DeclineReason.NO_TIME,
        "Keväällä\nehkä",
    )
    assert asked.state is MatchState.DECLINED


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"answer": ""},
        {"answer": "perhaps"},
        {"answer": "no", "reason": "because"},
        {"answer": "yes", "reason": "no-time"},  # Enter on a reason presses the first button
        {"answer": "no", "note": "x" * 2001},
        {"answer": "yes", "note": "Ei sovi."},  # written for the coordinators alone
        {"answer": "yes", "condition": "x" * 501},
    ],
)
def test_nonsense_is_said_beside_the_form_and_answers_nothing(
    asked: World, post: Post, visitor: FlaskClient, data: dict[str, str]
) -> None:
    link = link_of(mail_to(post(LEFT), KAISA))
    page = visitor.post(link, data=data)
    assert (page.status_code, "Please check these points" in page.text) == (422, True)
    assert data.get("note", "") in page.text
    assert asked.introduction.answers == {}


def test_a_reason_of_the_other_side_is_not_on_the_list(
    asked: World, post: Post, visitor: FlaskClient
) -> None:
    mails = post(LEFT)
    company, institution = (visitor.get(link_of(mail_to(mails, who))).text for who in (KAISA, PROFESSOR))
    assert ("too-expensive" in company, "no-longer-offered" in company) == (True, False)
    assert ("too-expensive" in institution, "no-longer-offered" in institution) == (False, True)


@pytest.mark.parametrize("token", ["forged", "a" * 43, "a" * 3000, "%00", "' OR 1=1 --", "ä"])
def test_forged_tokens_open_and_answer_nothing(asked: World, visitor: FlaskClient, token: str) -> None:
    for response in (
        visitor.get(f"/answer/{token}"),
        visitor.post(f"/answer/{token}", data={"answer": "yes"}),
        visitor.post(f"/answer/{token}/hand-on", data={"colleague-email": COLLEAGUE}),
    ):
        assert (response.status_code, "This link no longer works" in response.text) == (410, True)
    assert (asked.introduction.answers, asked.introduction.institution_email) == ({}, PROFESSOR)


def test_a_token_of_one_side_cannot_answer_for_the_other(
    asked: World, post: Post, visitor: FlaskClient
) -> None:
    link = link_of(mail_to(post(LEFT), KAISA))
    visitor.post(link, data={"answer": "yes", "side": "institution"})
    assert set(asked.introduction.answers) == {Side.COMPANY}
    assert visitor.post(f"{link}/hand-on", data={"colleague-email": COLLEAGUE}).status_code == 404
    assert asked.introduction.institution_email == PROFESSOR


def test_nobody_learns_the_company_before_both_said_yes(
    asked: World, post: Post, visitor: FlaskClient
) -> None:
    """Neither name, nor person, nor closed parts: in the mail, on the page, and after the own yes."""
    mail = mail_to(post(LEFT), PROFESSOR)
    link = link_of(mail)
    before = visitor.get(link).text
    visitor.post(link, data={"answer": "yes"})
    after = visitor.get(link).text
    html = mail.get_body(("html",))
    assert html is not None
    for shown in (text_of(mail), str(html.get_content()), str(mail["Subject"]), before, after):
        for secret in ("Saha", "Kaisa", KAISA, "S700", "Laakerit", "Sahatavaraa", "+358", "saha.example"):
            assert secret not in shown, secret
    assert "Konepaja etsii apua halkeilevaan hitsiin." in before
    assert "Hitsi halkeaa pakkasella" in before
    assert "Hitsi, pakkasella (cold)" in before


def test_the_company_sees_whom_it_may_meet_and_why(asked: World, post: Post, visitor: FlaskClient) -> None:
    mail = mail_to(post(LEFT), KAISA)
    page = visitor.get(link_of(mail)).text
    for word in ("Tutkimuslaitos", "Hitsien kylmäkokeet", "Hitsi", "Laakerit"):
        assert word in text_of(mail)
        assert word in page
    for secret in (PROFESSOR, "Professori"):
        assert secret not in text_of(mail)
        assert secret not in page


def test_a_late_answer_is_told_kindly(asked: World, app: Flask, post: Post, visitor: FlaskClient) -> None:
    link = link_of(mail_to(post(LEFT), KAISA))
    app.config["CLOCK"] = lambda: asked.introduction.due_at
    late = visitor.post(link, data={"answer": "yes"})
    assert (late.status_code, "The time for an answer is over" in late.text) == (409, True)
    watch_deadlines(asked.db, now=asked.introduction.due_at)
    page = visitor.get(link)
    assert (page.status_code, "An answer was hoped for by 1 Dec 2026." in page.text) == (200, True)
    app.config["CLOCK"] = lambda: asked.introduction.due_at + timedelta(days=14)
    gone = visitor.get(link)
    assert (gone.status_code, "Its time is over." in gone.text) == (410, True)


def test_after_a_no_the_other_side_is_told_that_no_answer_is_needed(
    asked: World, post: Post, visitor: FlaskClient
) -> None:
    mails = post(LEFT)
    visitor.post(link_of(mail_to(mails, PROFESSOR)), data={"answer": "no"})
    post(LEFT + timedelta(minutes=10))
    company = link_of(mail_to(mails, KAISA))
    assert "No answer is needed any more" in visitor.get(company).text
    assert visitor.post(company, data={"answer": "yes"}).status_code == 409


def test_pages_are_finnish_for_finnish_readers(asked: World, app: Flask, post: Post) -> None:
    browser = new_client(app, "fi")
    mails = post(LEFT)
    assert "Voisitteko auttaa tätä yritystä?" in browser.get(link_of(mail_to(mails, PROFESSOR))).text
    link = link_of(mail_to(mails, KAISA))
    assert "Saammeko esitellä teidät toisillenne? Tutkimuslaitos" in browser.get(link).text
    browser.post(link, data={"answer": "not-now"})
    assert "Vastasit ”ei nyt” 24.11.2026." in browser.get(link).text


def test_the_link_answers_with_the_csrf_protection_on(asked: World, app: Flask, post: Post) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    link = link_of(mail_to(post(LEFT), KAISA))
    browser = new_client(app)
    assert browser.post(link, data={"answer": "yes"}).status_code == 400
    page = browser.get(link).text
    token = page.split('name="csrf_token" type="hidden" value="')[1].split('"')[0]
    assert browser.post(link, data={"answer": "yes", "csrf_token": token}).status_code == 302


# Offerings


def test_links_are_stored_as_hashes_only(asked: World, post: Post) -> None:
    token = link_of(mail_to(post(LEFT), KAISA)).rsplit("/", 1)[-1]
    assert action_links.find_action_link(asked.db, token, LEFT) is not None
    assert token not in "\n".join(asked.db.conn.iterdump())


# How it went


@pytest.fixture
def following(asked: World, post: Post) -> str:
    """The path of the link in the mail that asks the company how it went."""
    for side in Side:
        asked.answer(side, Answer.YES)
    post(NOW)
    later = NOW + timedelta(days=21)
    watch_deadlines(asked.db, now=later)
    return link_of(mail_to(post(later), KAISA))


def test_how_it_went_is_told_in_one_press_from_the_mail(
    asked: World, following: str, visitor: FlaskClient
) -> None:
    page = visitor.get(following).text
    assert "How did it go with Tutkimuslaitos?" in page
    assert visitor.post(f"{following}/progress", data={"progress": "not-yet"}).status_code == 302
    assert "A coordinator knows of it and helps" in visitor.get(following).text
    visitor.post(f"{following}/progress", data={"progress": "met"})
    assert asked.state is MatchState.MET
    page = visitor.get(following).text
    assert ("It has led to something" in page, "you told: “We have met”" in page) == (True, True)


@pytest.mark.parametrize("pressed", ["", "bought"])
def test_nonsense_about_progress_is_refused(
    asked: World, following: str, visitor: FlaskClient, pressed: str
) -> None:
    assert visitor.post(f"{following}/progress", data={"progress": pressed}).status_code == 404
    assert asked.state is MatchState.INTRODUCED
