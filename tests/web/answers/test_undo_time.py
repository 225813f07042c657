"""While the coordinator can take a question back, neither side knows of it; afterwards both do."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlite_utils import Database

from tests.conftest import NOW, SignIn
from tests.introducing import KAISA, MEMBER, World

WAIT = timedelta(minutes=10)


@pytest.fixture
def company(sign_in: SignIn) -> FlaskClient:
    return sign_in(KAISA)


@pytest.fixture
def institution(sign_in: SignIn) -> FlaskClient:
    return sign_in(MEMBER)


def pages(world: World, company: FlaskClient, institution: FlaskClient) -> dict[str, str]:
    """What each side sees, by where; the status where there is no page."""
    asked = f"/introductions/{world.introduction.id}"
    answers = {
        "institution's list": institution.get("/institution/asked"),
        "institution's need": institution.get(f"/institution/asked/{world.match_id}"),
        "institution's question": institution.get(asked),
        "company's needs": company.get("/company/needs"),
        "company's need": company.get(f"/company/needs/{world.need_id}"),
        "company's question": company.get(asked),
    }
    return {
        where: one.text if one.status_code == 200 else str(one.status_code) for where, one in answers.items()
    }


def main(page: str) -> str:
    """What a page says, without the notices of the last step and the tokens of its forms."""
    said = page.split('class="page-head"', 1)[1].split("</main>")[0]
    return re.sub(r'name="csrf_token" value="[^"]+"', "", said)


def test_both_sides_know_of_a_question_only_when_it_can_no_longer_be_taken_back(
    app: Flask, app_db: Database, world: World, company: FlaskClient, institution: FlaskClient
) -> None:
    app.config["CLOCK"] = lambda: NOW + WAIT - timedelta(seconds=1)
    before = [main(company.get(path).text) for path in ("/company/needs", f"/company/needs/{world.need_id}")]
    world.ask()
    early = pages(world, company, institution)
    assert (
        early["institution's need"] == early["institution's question"] == early["company's question"] == "404"
    )
    assert "Hitsien kylmäkokeet" not in early["institution's list"]
    assert [main(early[where]) for where in ("company's needs", "company's need")] == before
    posted = institution.post(f"/introductions/{world.introduction.id}", data={"answer-answer": "yes"})
    assert (posted.status_code, world.introduction.answers) == (404, {})
    app.config["CLOCK"] = lambda: NOW + WAIT
    late = pages(world, company, institution)
    assert "404" not in late.values()
    assert "Hitsien kylmäkokeet" in late["institution's list"]
    assert "You are asked whether you want to be introduced" in late["company's needs"]
    assert "You and the institution were asked" in late["company's need"]


def test_the_menu_counts_no_question_that_can_be_taken_back(
    app: Flask, world: World, institution: FlaskClient
) -> None:
    world.ask()
    assert "(1)" not in institution.get("/institution/offerings").text
    app.config["CLOCK"] = lambda: NOW + WAIT
    assert "(1)" in institution.get("/institution/offerings").text


def test_the_silent_side_learns_of_a_no_only_when_it_can_no_longer_be_taken_back(
    app: Flask, world: World, company: FlaskClient, institution: FlaskClient
) -> None:
    world.ask(NOW - WAIT)
    url = f"/introductions/{world.introduction.id}"
    institution.post(url, data={"answer": "no"})
    page = company.get(url).text
    assert ("This question rests for a moment" in page, "No answer is needed any more" in page) == (
        True,
        False,
    )
    late = company.post(url, data={"answer": "yes", "condition": "Keväällä."})
    assert (late.status_code, "Keväällä." in late.text, "No answer is needed" in late.text) == (
        409,
        True,
        False,
    )
    app.config["CLOCK"] = lambda: NOW + WAIT
    assert "No answer is needed any more" in company.get(url).text


def test_the_institutions_list_does_not_tell_a_no_that_can_be_taken_back(
    app: Flask, world: World, company: FlaskClient, institution: FlaskClient
) -> None:
    world.ask(NOW - WAIT)
    world.mails_have_left(NOW)
    company.post(f"/introductions/{world.introduction.id}", data={"answer": "no"})
    page = institution.get("/institution/asked").text
    assert ("The question rests for a moment" in page, "does not go further" in page) == (True, False)
    app.config["CLOCK"] = lambda: NOW + WAIT
    assert "The company does not go further" in institution.get("/institution/asked").text
