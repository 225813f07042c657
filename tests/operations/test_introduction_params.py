"""What the mails of introductions say, in both languages, before and after both have said yes."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlite_utils import Database

from matchmaker.config import Settings
from matchmaker.mail.rendering import letter
from matchmaker.model.codes import Language
from matchmaker.model.company import ConsentPurpose
from matchmaker.model.errors import NotFound
from matchmaker.model.introduction import Answer, DeclineReason, Side
from matchmaker.model.need import Audience, NeedPart
from matchmaker.model.user import Actor, Role
from matchmaker.operations.change_consent import withdraw_consent
from matchmaker.operations.common_words import common_words
from matchmaker.operations.introduction_params import introduction_params
from matchmaker.operations.mail_params import live_params
from matchmaker.operations.watch_deadlines import watch_deadlines
from matchmaker.store import companies, deliveries, follow_up, offerings
from matchmaker.store.database import write_tx
from tests.conftest import NOW, demo_settings
from tests.introducing import NEED, REASONS, World, build_world

DAY = timedelta(days=1)


@pytest.fixture
def world(db: Database) -> World:
    built = build_world(db)
    built.ask()
    return built


@pytest.fixture
def plain_settings(tmp_path: object) -> Settings:
    return demo_settings(tmp_path)


def params(world: World, template: str, language: Language = Language.FI) -> dict[str, object]:
    return introduction_params(world.db, template, {"introduction_id": world.introduction.id}, language)


def take_consent_back(world: World) -> None:
    introduction = world.introduction
    (given,) = [
        consent
        for consent in companies.list_consents(world.db, introduction.company_id, introduction.need_id)
        if consent.purpose is ConsentPurpose.INTRODUCE
    ]
    withdraw_consent(
        world.db,
        consent_id=given.id,
        company_id=introduction.company_id,
        actor=Actor(None, Role.COMPANY),
        now=NOW,
    )


def test_before_both_said_yes_the_institution_reads_title_and_summary_alone(world: World) -> None:
    told = params(world, "ask_institution")
    assert told["need"] == "Hitsi halkeaa pakkasella\n\nKonepaja etsii apua halkeilevaan hitsiin."
    assert told["words"] == "Hitsi, pakkasella (cold)"
    assert "S700" not in str(told)
    assert "Saha" not in str(told)


def add_answer(world: World, answer: str, audience: Audience) -> None:
    with write_tx(world.db):
        asked = follow_up.add_clarification(
            world.db,
            need_id=world.need_id,
            question="Mitä terästä?",
            asked_by=None,
            due_at=NOW,
            now=NOW,
        )
        follow_up.set_clarification_answer(
            world.db, asked.id, answer=answer, answered_by=None, now=NOW, audience=audience
        )


def test_answers_reach_the_institution_when_the_company_says(world: World) -> None:
    add_answer(world, "Saha Oy käyttää S355:tä, 040 123 4567", Audience.ASKED)
    add_answer(world, "Levy tulee Kuopiosta", Audience.INTRODUCED)
    add_answer(world, "Budjetti on pieni", Audience.COORDINATOR)
    told = str(params(world, "ask_institution")["need"])
    assert told.endswith("Mitä terästä?\n– Yritys käyttää S355:tä"), "without names"
    for side in Side:
        world.answer(side, Answer.YES)
    told = str(params(world, "introduced_institution")["need"])
    assert "– Saha Oy käyttää S355:tä, 040 123 4567" in told
    assert told.endswith("Mitä terästä?\n– Levy tulee Kuopiosta")


def test_the_introduction_holds_contacts_and_the_text_opened_for_it(world: World) -> None:
    world.answer(Side.COMPANY, Answer.YES)
    world.answer(Side.INSTITUTION, Answer.YES, note="Ensin näyte.")
    told = params(world, "introduced_institution")
    assert told["need"] == (
        "Hitsi halkeaa pakkasella\n\nKannake on S700-terästä. Laakerit kestävät, mutta hitsi ei."
    )
    assert told["words"] == "Hitsi, pakkasella (cold), Laakerit"
    contacts = {key: told[key] for key in told if key.startswith(("company", "institution"))}
    assert contacts == {
        "company": "Saha Oy",
        "company_website": "https://saha.example",
        "company_person": "Kaisa Saha",
        "company_email": "kaisa@saha.example",
        "company_phone": "+358 40 000 0000",
        "company_condition": "",
        "company_yes": True,
        "institution": "Tutkimuslaitos",
        "institution_condition": "Ensin näyte.",
        "institution_person": "Professori P",
        "institution_email": "professori@tutkimus.example",
    }


@pytest.mark.parametrize(
    "template", ["ask_company", "ask_institution", "remind_institution", "over_institution"]
)
def test_no_mail_but_the_introduction_names_people(world: World, template: str) -> None:
    assert not any(key.endswith(("_person", "_email", "_phone")) for key in params(world, template))


@pytest.mark.parametrize("template", ["ask_company", "remind_institution", "introduced_institution"])
def test_nothing_leaves_about_a_company_that_took_its_consent_back(world: World, template: str) -> None:
    """The mail may have waited for hours, for a mail server that was down."""
    for side in Side:
        world.answer(side, Answer.YES)
    take_consent_back(world)
    with pytest.raises(NotFound):
        params(world, template)


def test_the_coordinator_is_not_told_of_an_introduction_that_was_taken_back(
    world: World, plain_settings: Settings
) -> None:
    for side in Side:
        world.answer(side, Answer.YES)
    assert params(world, "introduction_result")["result"] == "agreed"
    take_consent_back(world)
    told = params(world, "introduction_result", Language.EN)
    assert told["result"] == "called-off"
    written = letter(plain_settings, template="introduction_result", language=Language.EN, params=told)
    assert written.subject.startswith("Called off: Saha Oy")
    assert "have each other's contact" not in written.body


def test_word_that_nothing_comes_of_it_tells_nothing_of_the_need_either(world: World) -> None:
    take_consent_back(world)
    told = params(world, "over_institution")
    assert (told["need"], told["words"]) == ("", "")


def test_a_long_need_is_cut_at_a_word(db: Database) -> None:
    world = build_world(db)
    world.ask()
    db.execute("UPDATE need_versions SET summary = ?", ["sana " * 1000])
    need = str(params(world, "ask_institution")["need"])
    assert (len(need) <= 1500, need.endswith("sana…")) == (True, True)


@pytest.mark.parametrize(
    ("title", "opened", "about"),
    [
        ("Saha Oy:n hitsi\nhalkeaa", Audience.ASKED, "Yrityksen hitsi halkeaa"),
        ("Hitsi halkeaa", Audience.INTRODUCED, "Konepaja etsii apua halkeilevaan hitsiin."),
        ("hitsi " * 20, Audience.ASKED, "hitsi " * 8 + "hitsi…"),
    ],
)
def test_a_subject_names_the_need_in_a_short_line_without_the_company(
    db: Database, title: str, opened: Audience, about: str
) -> None:
    openness = {**NEED.openness, NeedPart.TITLE: opened}
    built = build_world(db, content=replace(NEED, title=title, openness=openness))
    built.ask()
    assert params(built, "ask_institution")["about"] == about


def test_the_coordinator_hears_who_declined_why_and_what_is_next(world: World) -> None:
    world.answer(Side.INSTITUTION, Answer.NOT_NOW, reason=DeclineReason.NO_TIME, note="Keväällä")
    told = params(world, "introduction_result", Language.EN)
    assert {key: told[key] for key in ("result", "declined_by", "not_now", "reason", "note")} == {
        "result": "declined",
        "declined_by": "institution",
        "not_now": True,
        "reason": "No time now",
        "note": "Keväällä",
    }
    assert (told["next_match_id"], told["next_offering"]) == (
        world.next_match_id,
        "Materiaalianalyysi (en)",
    )


def test_without_another_match_none_is_named(world: World) -> None:
    world.db.execute("UPDATE matches SET state = 'rejected' WHERE id = ?", [world.next_match_id])
    world.answer(Side.COMPANY, Answer.NO)
    assert params(world, "introduction_result")["next_match_id"] == ""


@pytest.mark.parametrize("language", list(Language))
def test_every_mail_of_the_whole_way_can_be_written(
    world: World, plain_settings: Settings, language: Language
) -> None:
    """No template misses a parameter, none leaves one unfilled."""
    watch_deadlines(world.db, now=NOW + 4 * DAY)
    for side in Side:
        world.answer(side, Answer.YES, NOW + 5 * DAY)
    watch_deadlines(world.db, now=NOW + 60 * DAY)
    with write_tx(world.db):
        offered = offerings.get_offering(world.db, world.introduction.offering_id)
        offerings.confirm_offering(world.db, offered.id, NOW)
    watch_deadlines(world.db, now=NOW + 340 * DAY)
    world.db.execute("UPDATE outbox SET cancelled_at = NULL")
    with write_tx(world.db):
        rows = deliveries.claim_due(world.db, now=NOW + 400 * DAY, limit=100)
    subjects = {}
    for row in rows:
        values = live_params(world.db, plain_settings, row, NOW + 6 * DAY)
        written = letter(
            plain_settings,
            template=row.template,
            language=language,
            params={**values, **introduction_params(world.db, row.template, row.params, language)},
        )
        assert "%(" not in written.subject + written.body
        assert "None" not in written.subject + written.body
        subjects[row.template] = written.subject
    assert set(subjects) == {
        "ask_company",
        "ask_institution",
        "remind_company",
        "remind_institution",
        "introduced_company",
        "introduced_institution",
        "introduction_result",
        "follow_up",
        "confirm_offering",
    }
    assert len(set(subjects.values())) == len(subjects)


# Common words


def test_words_are_named_once_with_their_translation(world: World) -> None:
    assert common_words(REASONS, reader=Language.FI) == ["Hitsi", "pakkasella (cold)", "Laakerit"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", []),
        ("Mikään ei täsmää", []),
        ("HITSI", ["Hitsi"]),
        ("hitsien pakkasellakin", []),
        ("Meillä pakkasella, ja laakerit.", ["pakkasella (cold)", "Laakerit"]),
    ],
)
def test_only_words_of_the_opened_text_are_named(text: str, words: list[str]) -> None:
    assert common_words(REASONS, reader=Language.FI, within=text) == words


def test_words_of_one_phrase_are_one_reason_in_the_readers_language() -> None:
    def line(need: str, *offering: tuple[str, str], kind: str = "concept") -> dict[str, object]:
        return {
            "kind": kind,
            "need_words": [need],
            "offering_words": [word for word, _ in offering],
            "languages": [code for _, code in offering],
            "share": 0.2,
            "names": {},
        }

    robot = ("Hitsausrobotin", "fi")
    shaking = line("mistä tärinä", ("vibration", "en"), ("värähtely", "fi"))
    lines = [line("robot", robot), line("welding robot", robot), line("welding", robot), shaking]
    reasons = {**REASONS, "score": 1.0, "lines": lines, "need_spans": [], "offering_spans": []}
    assert common_words(reasons, reader=Language.FI) == [
        "welding robot (Hitsausrobotin)",
        "tärinä (värähtely)",
    ]
    assert common_words(reasons, reader=Language.EN)[1] == "tärinä (vibration)"


def test_no_reasons_no_words() -> None:
    assert common_words({}, reader=Language.FI) == []
