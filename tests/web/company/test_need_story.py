"""Where a need stands and its story: who is to act, since when, by when; answering on the page; closing it."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from matchmaker.model.codes import Language
from matchmaker.model.introduction import Answer, Clarification, Progress, Side
from matchmaker.model.need import NeedChannel, NeedState
from matchmaker.operations.ask_clarification import ask_clarification
from matchmaker.operations.sign_in import make_link_token
from matchmaker.operations.tell_answer import Told, tell_answer
from matchmaker.operations.tell_progress import tell_progress
from matchmaker.store import follow_up, introductions, needs, offerings, settings
from matchmaker.store.database import write_tx
from tests.conftest import NOW, CountQueries, new_client
from tests.introducing import COORDINATOR, KAISA, MEMBER, World
from tests.web.company.conftest import Fields, facts_of, page_of

pytestmark = pytest.mark.usefixtures("at_once")

DAY = timedelta(days=1)


def story_of(page: str) -> list[tuple[str, str, str, str]]:
    """(state, title, when, text) of each step."""
    steps = page[page.index('<ol class="timeline">') :].split("</ol>")[0].split("<li ")[1:]
    found = []
    for step in steps:
        state = re.search(r'class="timeline-(\w+)"', step)
        title = re.search(r'timeline-title">(.*?) <span', step)
        when = re.search(r'timeline-when">(.*?)</p>', step)
        text = re.search(r"<p(?: lang=\"\w+\")?>(.*?)</p>", step, re.DOTALL)
        assert state
        assert title
        found.append((state[1], title[1], when[1] if when else "", text[1] if text else ""))
    return found


def test_question_is_shown_with_its_day_and_answered_on_the_page(kaisa, world, asked):
    page = page_of(kaisa, world)
    assert facts_of(page) == {"Who is to act": "You", "Since": "24 Nov 2026", "Expected by": "1 Dec 2026"}
    assert ("now", "A coordinator has a question for you", "by 1 Dec 2026") in [s[:3] for s in story_of(page)]
    assert "&lt;b&gt;paksuus&lt;/b&gt;" in page
    url = f"/company/needs/{world.need_id}/questions/{asked.id}"
    response = kaisa.post(url, data={"answer": "S700, 8 mm"}, follow_redirects=True)
    assert "Your answer is with the coordinator" in response.text
    assert needs.get_need(world.db, world.need_id).state is NeedState.SUBMITTED
    told = ("A coordinator asked you something", "You answered", "A coordinator reads the need")
    assert [step for step in story_of(response.text) if step[1] in told] == [
        (
            "done",
            "A coordinator asked you something",
            "24 Nov 2026",
            "Mitä terästä?\nJa &lt;b&gt;paksuus&lt;/b&gt;?",
        ),
        ("done", "You answered", "24 Nov 2026", "S700, 8 mm"),
        ("now", "A coordinator reads the need", "by 27 Nov 2026", ""),
    ]
    assert kaisa.post(url, data={"answer": "Alumiini"}).status_code == 409


def test_empty_answer_is_named_beside_its_field(kaisa, world, asked):
    second = ask_clarification(
        world.db, need_id=world.need_id, question="Koko?", actor=world.coordinator, now=NOW
    )
    response = kaisa.post(f"/company/needs/{world.need_id}/questions/{second.id}", data={"answer": " "})
    assert response.status_code == 422
    assert 'href="#answer-1"' in response.text
    assert 'id="answer-1-error"' in response.text
    assert 'id="answer-error"' not in response.text
    assert "<title>\nError:" in response.text or "<title>Error:" in response.text


def test_question_of_another_need_or_company_is_not_found(kaisa, member, world, asked):
    url = f"/company/needs/{world.need_id}/questions/{asked.id}"
    assert member.post(url, data={"answer": "S700"}).status_code == 404
    assert (
        kaisa.post(f"/company/needs/{world.need_id}/questions/{'a' * 16}", data={"answer": "x"}).status_code
        == 404
    )
    assert follow_up.get_clarification(world.db, asked.id).answer is None


def test_days_are_settings(kaisa, world, asked):
    settings.set_number(world.db, "read_need_days", 1, NOW)
    kaisa.post(f"/company/needs/{world.need_id}/questions/{asked.id}", data={"answer": "S700"})
    assert facts_of(page_of(kaisa, world))["Expected by"] == "25 Nov 2026"


def test_what_waits_for_the_company_says_so_and_comes_first(kaisa, world):
    with write_tx(world.db):
        content = needs.get_need(world.db, world.need_id).content
        later = needs.add_need(
            world.db,
            company_id=world.company_id,
            content=replace(content, title="Uudempi tarve"),
            channel=NeedChannel.WEB,
            submission_key="later",
            created_by=None,
            now=NOW + DAY,
        )
    assert later.state is NeedState.SUBMITTED
    page = kaisa.get("/company/needs").text
    assert page.index("Uudempi tarve") < page.index("Hitsi halkeaa")
    assert "Waits for your answer" not in page
    world.ask()
    page = kaisa.get("/company/needs").text
    assert page.index("Hitsi halkeaa") < page.index("Waits for your answer") < page.index("Uudempi tarve")
    page = page_of(kaisa, world)
    assert page.index(f"/introductions/{world.introduction.id}") < page.index("How it is going")


def test_an_answer_on_the_phone_is_told_as_one(kaisa, world):
    said = Told(Answer.YES, "Kaisa Saha", NOW)
    tell_answer(world.db, match_id=world.match_id, told=said, actor=world.coordinator, now=NOW)
    assert "You said yes on the phone" in [step[1] for step in story_of(page_of(kaisa, world))]


def test_a_no_leads_back_to_looking(kaisa, world):
    world.ask()
    world.answer(Side.INSTITUTION, Answer.NO)
    page = page_of(kaisa, world)
    now = [step[1] for step in story_of(page) if step[0] == "now"]
    assert now == ["We look for suitable help"]
    assert "has found one offering that may fit" not in kaisa.get("/company/needs").text


def test_a_promise_that_is_not_kept_is_not_promised_again(app, kaisa, world, asked):
    kaisa.post(f"/company/needs/{world.need_id}/questions/{asked.id}", data={"answer": "S700"})
    app.config["CLOCK"] = lambda: NOW + 7 * DAY
    page = page_of(kaisa, world)
    (step,) = [step for step in story_of(page) if step[0] == "now"]
    assert step[1] == "A coordinator reads the need"
    assert step[3].startswith("The coordinators are late with reading it.")
    assert "reads it by" not in kaisa.get("/company/needs").text


def test_new_text_answers_the_question_and_says_so(kaisa, world, asked):
    page = Fields(kaisa.get(f"/company/needs/{world.need_id}/edit").text)
    content = needs.get_need(world.db, world.need_id).content
    typed = {
        "seen": page.found["seen"]["value"],
        "title": content.title,
        "description": content.description + " Levy on 8 mm.",
        "summary": f"{content.summary} Levy on 8 mm.",
        "urgency": "months",
        "language": "fi",
        **{f"open_{part}": audience.value for part, audience in content.openness.items()},
    }
    assert kaisa.post(f"/company/needs/{world.need_id}/edit", data=typed).status_code == 302
    assert (
        follow_up.get_clarification(world.db, asked.id).answer
        == "Vastaus on tarpeen tekstissä, jota yritys on muuttanut."
    )
    told = [
        row["template"]
        for row in world.db.query("SELECT template FROM outbox WHERE recipient = ?", [COORDINATOR])
    ]
    assert {"clarification_answered", "need_edited"} <= set(told)


def test_company_is_asked_then_the_institution_then_both_talk(app: Flask, kaisa, world):
    world.ask()
    page = page_of(kaisa, world)
    assert facts_of(page) == {"Who is to act": "You", "Since": "24 Nov 2026", "Expected by": "1 Dec 2026"}
    assert story_of(page)[-1] == (
        "now",
        "You are asked whether you want to be introduced",
        "by 1 Dec 2026",
        "Hitsien kylmäkokeet (en)",
    )
    world.answer(Side.COMPANY, Answer.YES, NOW + DAY)
    page = page_of(kaisa, world)
    assert facts_of(page) == {
        "Who is to act": "The institution",
        "Since": "25 Nov 2026",
        "Expected by": "1 Dec 2026",
    }
    assert [step[1] for step in story_of(page)[-2:]] == ["You said yes", "The institution thinks it over"]
    world.answer(Side.INSTITUTION, Answer.YES, NOW + 2 * DAY)
    page = page_of(kaisa, world)
    assert facts_of(page)["Who is to act"] == "You and the institution"
    assert story_of(page)[-2:] == [
        ("now", "You and the institution are talking", "", ""),
        ("next", "We ask you how it went", "17 Dec 2026", ""),
    ]
    tell_progress(
        world.db,
        introduction_id=world.introduction.id,
        progress=Progress.MET,
        actor=world.kaisa,
        now=NOW + 3 * DAY,
    )
    page = page_of(kaisa, world)
    titles = [step[1] for step in story_of(page)]
    assert "You met the institution" in titles
    assert "You agree with the institution how to go on" in page
    assert "We ask you how it went" not in titles


def test_institutions_yes_is_not_told_before_the_companys_own(kaisa, world):
    world.ask()
    page_of(kaisa, world)  # shows the greeting of the sign-in, once
    before = page_of(kaisa, world)
    world.answer(Side.INSTITUTION, Answer.YES, NOW)
    assert page_of(kaisa, world) == before


def test_question_past_its_day_is_nobodys_turn(app: Flask, kaisa, world):
    world.ask()
    app.config["CLOCK"] = lambda: NOW + timedelta(days=7)
    page = page_of(kaisa, world)
    assert facts_of(page)["Who is to act"] == "Coordinator"
    assert "You are asked" not in page


def test_offering_in_another_language_is_marked_as_such(app: Flask, kaisa, world):
    content = offerings.get_offering(world.db, _offering(world)).content
    assert set(content.texts) == {Language.FI, Language.EN}
    with write_tx(world.db):
        world.db.execute("DELETE FROM offering_texts WHERE language = 'fi'")
    kaisa.environ_base["HTTP_ACCEPT_LANGUAGE"] = "fi"
    page = page_of(kaisa, world)
    story = page[page.index('<ol class="timeline">') :].split("</ol>")[0]
    assert '<p lang="en">Hitsien kylmäkokeet (en)</p>' in story


def _offering(world: World) -> str:
    row = next(iter(world.db.query("SELECT offering_id FROM matches WHERE id = ?", [world.match_id])))
    return str(row["offering_id"])


def test_summary_is_on_the_page_with_who_sees_it(kaisa, world):
    page = page_of(kaisa, world)
    assert "Konepaja etsii apua halkeilevaan hitsiin." in page
    assert re.search(r"<dt>An institution that is asked to help</dt><dd>Summary, Title", page)


def test_company_sees_its_title_as_institutions_read_it(kaisa, world):
    assert "Title, without names" not in page_of(kaisa, world), "it names nobody"
    world.db.execute("UPDATE need_versions SET title = 'Saha Oy:n hitsi halkeaa Kuopiossa'")
    assert "<dd>Yrityksen hitsi halkeaa alueellamme</dd>" in page_of(kaisa, world)


def test_institution_sees_the_summary_not_the_closed_text(world, sign_in):
    world.ask()
    page = sign_in(MEMBER).get(f"/introductions/{world.introduction.id}").text
    assert "Konepaja etsii apua halkeilevaan hitsiin." in page
    assert "Kannake on S700-terästä" not in page
    assert "Saha Oy" not in page


def test_list_says_by_when_and_asks_the_same_number_of_queries_for_many(
    kaisa: FlaskClient, world: World, count_queries: CountQueries
):
    world.ask()
    page = kaisa.get("/company/needs").text
    assert "1 Dec 2026" in page
    few = count_queries(lambda: kaisa.get("/company/needs"))
    need = needs.get_need(world.db, world.need_id)
    with write_tx(world.db):
        for number in range(20):
            needs.add_need(
                world.db,
                company_id=world.company_id,
                content=need.content,
                channel=need.channel,
                submission_key=f"n{number}",
                created_by=None,
                now=NOW,
            )
    assert count_queries(lambda: kaisa.get("/company/needs")) == few


def test_page_is_finnish_for_a_finnish_reader(app: Flask, world: World, asked: Clarification):
    browser = new_client(app, "fi")
    browser.post(f"/sign-in/{make_link_token(world.db, email=KAISA, next_path='', now=NOW)}")
    page = page_of(browser, world)
    assert facts_of(page) == {
        "Kenen vuoro": "Sinä",
        "Alkaen": "24.11.2026",
        "Viimeistään": "1.12.2026",
    }
    assert introductions.list_introductions_of_need(world.db, world.need_id) == []
