"""The same questions, answered by people who are signed in."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from matchmaker.model.introduction import Answer, Side
from tests.conftest import SignIn
from tests.introducing import KAISA, MEMBER, PROFESSOR, World
from tests.web.answers.conftest import LEFT

pytestmark = pytest.mark.usefixtures("at_once")

STRANGERS = ("company@demo.example.com", "institution@demo.example.com", "coordinator@demo.example.com")


def url(world: World) -> str:
    return f"/introductions/{world.introduction.id}"


def test_each_side_answers_for_itself(asked: World, sign_in: SignIn) -> None:
    company, institution = sign_in(KAISA), sign_in(MEMBER)
    assert "May we introduce you to Tutkimuslaitos?" in company.get(url(asked)).text
    assert "Could you help this company?" in institution.get(url(asked)).text
    company.post(url(asked), data={"answer": "yes"})
    assert set(asked.introduction.answers) == {Side.COMPANY}
    institution.post(url(asked), data={"answer": "yes"})
    assert asked.introduction.both_said_yes
    assert "You are introduced" in company.get(url(asked)).text


def test_others_do_not_find_it(asked: World, sign_in: SignIn, client: FlaskClient) -> None:
    for email in STRANGERS:
        browser = sign_in(email)
        assert browser.get(url(asked)).status_code == 404
        assert browser.post(url(asked), data={"answer": "yes"}).status_code == 404
        assert browser.post(f"{url(asked)}/hand-on", data={"colleague-email": "a@b.fi"}).status_code == 404
    assert client.get(url(asked)).location.startswith("/sign-in")
    assert (asked.introduction.answers, asked.introduction.institution_email) == ({}, PROFESSOR)


def test_a_second_answer_is_a_conflict(asked: World, sign_in: SignIn) -> None:
    company = sign_in(KAISA)
    company.post(url(asked), data={"answer": "no"})
    again = company.post(url(asked), data={"answer": "yes"})
    assert (again.status_code, "You answered “no”" in again.text) == (409, True)
    assert asked.introduction.answers[Side.COMPANY].answer is Answer.NO


def test_nonsense_is_said_beside_the_form(asked: World, sign_in: SignIn) -> None:
    page = sign_in(KAISA).post(url(asked), data={"answer": "maybe"})
    assert (page.status_code, "Press one of the buttons." in page.text) == (422, True)


def test_both_roles_pages_lead_to_the_question(asked: World, sign_in: SignIn) -> None:
    company, institution = sign_in(KAISA), sign_in(MEMBER)
    need = company.get(f"/company/needs/{asked.need_id}").text
    assert f'href="{url(asked)}"' in need
    assert "Answer: yes, not now or no" in need
    assert "You are asked whether you want to be introduced." in company.get("/company/needs").text
    assert f'href="{url(asked)}"' in institution.get("/institution/asked").text
    page = institution.get(f"/institution/asked/{asked.match_id}").text
    assert "Answer: yes, not now or no" in page
    company.post(url(asked), data={"answer": "yes"})
    assert (
        "You said yes. The other side may answer until 1 Dec 2026."
        in company.get(f"/company/needs/{asked.need_id}").text
    )
    assert "You are asked whether" not in company.get("/company/needs").text
    institution.post(url(asked), data={"answer": "yes"})
    assert ">See the contact<" in company.get(f"/company/needs/{asked.need_id}").text


def test_contacts_stand_on_the_page_once_both_said_yes(asked: World, sign_in: SignIn, app: Flask) -> None:
    company, institution = sign_in(KAISA), sign_in(MEMBER)
    asked.answer(Side.COMPANY, Answer.YES)
    for browser in (company, institution):
        page = browser.get(url(asked)).text
        assert PROFESSOR not in page
        assert "Saha Oy" not in page
    asked.answer(Side.INSTITUTION, Answer.YES)
    shown = company.get(url(asked)).text
    assert PROFESSOR in shown
    assert "Professori P" in shown
    assert "How did it go with" not in shown, "nobody has met yet"
    assert "Have you met already?" not in shown, "not in the minute of the second yes"
    app.config["CLOCK"] = lambda: LEFT + timedelta(days=1)
    assert "Have you met already? Tell how it went" in company.get(url(asked)).text
    shown = institution.get(url(asked)).text
    for words in ("Saha Oy", "Kaisa Saha", KAISA, "+358 40 000 0000"):
        assert words in shown


def test_the_company_tells_how_it_went_on_its_page(asked: World, sign_in: SignIn) -> None:
    company, institution = sign_in(KAISA), sign_in(MEMBER)
    for side in Side:
        asked.answer(side, Answer.YES)
    for browser in (institution, sign_in(STRANGERS[0])):
        assert browser.post(f"{url(asked)}/progress", data={"progress": "met"}).status_code == 404
    page = company.post(f"{url(asked)}/progress", data={"progress": "met"}, follow_redirects=True).text
    assert "It is good to hear that you have met." in page
    assert asked.state.value == "met"
    assert "On 24 Nov 2026 you told: “We have met”." in page
    company.post(f"{url(asked)}/progress", data={"progress": "not-yet"})
    page = company.get(url(asked)).text
    assert ("you told: “Not yet”" in page, asked.state.value) == (True, "introduced")
