"""What a company answers, and who besides the coordinators reads it."""

import re

import pytest

from matchmaker.model.introduction import Answer, Side
from matchmaker.model.need import Audience
from matchmaker.store import follow_up
from tests.introducing import MEMBER

pytestmark = pytest.mark.usefixtures("at_once")

ANSWER = {"answer": "S700, levyn toi Levyfirma Oy"}


def test_answer_is_for_after_the_introduction_until_the_company_says_otherwise(kaisa, world, asked, sign_in):
    need = f"/company/needs/{world.need_id}"
    page = kaisa.get(need).text
    assert 'name="audience" value="introduced" checked' in " ".join(page.split())
    kaisa.post(f"{need}/questions/{asked.id}", data=ANSWER)
    world.ask()
    institution = sign_in(MEMBER)
    urls = (f"/introductions/{world.introduction.id}", f"/institution/asked/{world.match_id}")
    assert ["S700, levyn" in institution.get(url).text for url in urls] == [False, False]
    kaisa.post(f"{need}/questions/{asked.id}/audience", data={"audience": "asked"})
    for url in urls:
        seen = institution.get(url).text
        assert "S700, levyn toi toinen yritys" in seen, "without names before both have said yes"
        assert "Levyfirma" not in seen
    for side in Side:
        world.answer(side, Answer.YES)
    assert "S700, levyn toi Levyfirma Oy" in institution.get(urls[1]).text


def test_answer_may_be_kept_to_the_coordinator(kaisa, world, asked):
    url = f"/company/needs/{world.need_id}/questions/{asked.id}"
    kaisa.post(url, data={**ANSWER, "audience": "coordinator"})
    assert follow_up.get_clarification(world.db, asked.id).audience is Audience.COORDINATOR
    page = kaisa.get(f"/company/needs/{world.need_id}").text
    assert "What you have answered" in page
    assert re.search(r'id="audience-0-2" name="audience" value="coordinator"\s+checked', page)


def test_audience_is_one_of_three_and_the_companys_own_to_choose(kaisa, member, world, asked):
    url = f"/company/needs/{world.need_id}/questions/{asked.id}"
    assert kaisa.post(url, data={**ANSWER, "audience": "everybody"}).status_code == 422
    assert kaisa.post(f"{url}/audience", data={"audience": "asked"}).status_code == 404, "no answer yet"
    kaisa.post(url, data=ANSWER)
    assert kaisa.post(f"{url}/audience", data={"audience": "everybody"}).status_code == 404
    assert member.post(f"{url}/audience", data={"audience": "asked"}).status_code == 404
    assert follow_up.get_clarification(world.db, asked.id).audience is Audience.INTRODUCED
