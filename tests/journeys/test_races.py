"""Two people, two devices, two workers at the same moment: one of them is first, nothing is lost and nobody told twice."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlite_utils import Database

from matchmaker.config import Smtp, Tls
from matchmaker.matching.engine import Analyser
from matchmaker.model.codes import Language
from matchmaker.model.introduction import Answer, Side
from matchmaker.model.match import MatchState
from matchmaker.model.need import NeedState
from matchmaker.operations import sign_in as signing_in
from matchmaker.operations.answer_introduction import answer_by_link, answer_introduction
from matchmaker.operations.ask_both_sides import ask_both_sides
from matchmaker.operations.catalogue_index import CatalogueIndex
from matchmaker.operations.decide_match import undo_decision
from matchmaker.operations.deliver_mail import deliver_mail
from matchmaker.operations.hand_on_introduction import hand_on_introduction
from matchmaker.operations.refresh_matches import refresh_matches
from matchmaker.operations.watch_deadlines import watch_deadlines
from matchmaker.operations.withdraw_need import withdraw_need
from matchmaker.store import introductions, matches, offerings, users
from matchmaker.store.database import open_database, write_tx
from matchmaker.store.migrations import migrate
from tests.conftest import NOW, demo_settings
from tests.introducing import COORDINATOR, KAISA, PROFESSOR, World, build_world
from tests.mail.mailserver import MailServer
from tests.racing import Outcome, Step, race

ROUNDS = range(8)
LEFT = NOW + timedelta(minutes=10)
DAY = timedelta(days=1)
INTRODUCED = Counter(introduced_company=1, introduced_institution=1, introduction_result=1)


@pytest.fixture(params=ROUNDS)
def world(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    """An approved match in a file of its own; several rounds, since the first may be lucky."""
    db = open_database(tmp_path / "matchmaker.db")
    migrate(db)
    yield build_world(db)
    db.close()


@pytest.fixture
def asked(world: World) -> World:
    world.ask()
    world.mails_have_left(LEFT)
    return world


@pytest.fixture
def compete(tmp_path: Path) -> Callable[..., list[Outcome]]:
    return lambda *steps: race(tmp_path / "matchmaker.db", *steps)


def answering(world: World, side: Side, answer: Answer = Answer.YES) -> Step:
    actor = world.kaisa if side is Side.COMPANY else world.researcher
    introduction_id = world.introduction.id

    def step(db: Database) -> object:
        answer_introduction(
            db, introduction_id=introduction_id, side=side, answer=answer, actor=actor, now=LEFT
        )
        return None

    return step


def by_link(token: str, answer: Answer = Answer.YES) -> Step:
    def step(db: Database) -> object:
        answer_by_link(db, token=token, answer=answer, now=LEFT)
        return None

    return step


def withdrawing(world: World) -> Step:
    def step(db: Database) -> object:
        withdraw_need(db, need_id=world.need_id, company_id=world.company_id, actor=world.kaisa, now=LEFT)
        return None

    return step


def waiting(world: World) -> Counter[str]:
    return Counter(template for template, _recipient in world.mails())


def decisions(world: World) -> list[MatchState]:
    return [decision.after for decision in matches.list_decisions(world.db, world.match_id)]


def test_both_sides_accept_at_once(asked: World, compete: Callable[..., list[Outcome]]) -> None:
    assert all(
        outcome.done
        for outcome in compete(answering(asked, Side.COMPANY), answering(asked, Side.INSTITUTION))
    )
    assert (asked.state, asked.need_state) == (MatchState.INTRODUCED, NeedState.IN_DIALOGUE)
    assert decisions(asked) == [MatchState.APPROVED, MatchState.ASKED, MatchState.INTRODUCED]
    assert waiting(asked) == INTRODUCED


def test_one_accepts_while_the_other_declines(asked: World, compete: Callable[..., list[Outcome]]) -> None:
    yes, no = compete(answering(asked, Side.COMPANY), answering(asked, Side.INSTITUTION, Answer.NO))
    assert no.done
    assert yes.done or yes.reason == "over"
    assert asked.state is MatchState.DECLINED
    assert waiting(asked) == Counter(over_company=1, introduction_result=1)


@pytest.mark.parametrize("other", [Answer.YES, Answer.NO])
def test_one_side_answers_twice_at_once_from_two_devices(
    asked: World, compete: Callable[..., list[Outcome]], other: Answer
) -> None:
    asked.answer(Side.INSTITUTION, Answer.YES)
    link = asked.link(Side.COMPANY)
    outcomes = compete(by_link(link), by_link(link, other), answering(asked, Side.COMPANY, other))
    assert sorted(outcome.done for outcome in outcomes) == [False, False, True]
    assert {outcome.refused for outcome in outcomes} <= {"", "LinkInvalid", "AlreadyDecided", "NotAllowed"}
    if asked.state is MatchState.INTRODUCED:
        assert waiting(asked) == INTRODUCED
    else:
        assert other is Answer.NO
        assert waiting(asked) == Counter(over_institution=1, introduction_result=1)


def test_two_coordinators_ask_at_once(world: World, compete: Callable[..., list[Outcome]]) -> None:
    def step(db: Database) -> object:
        ask_both_sides(db, match_id=world.match_id, actor=world.coordinator, now=NOW)
        return None

    outcomes = compete(step, step)
    assert sorted(outcome.refused for outcome in outcomes) == ["", "AlreadyDecided"]
    assert waiting(world) == Counter(ask_company=1, ask_institution=1)
    assert len(introductions.list_introductions_of_need(world.db, world.need_id)) == 1


def test_a_question_is_taken_back_while_the_worker_delivers_it(
    world: World, compete: Callable[..., list[Outcome]], tmp_path: Path, mail_server: MailServer
) -> None:
    asking = world.ask()
    settings = replace(demo_settings(tmp_path), smtp=Smtp("127.0.0.1", mail_server.port, Tls.NONE))

    def undo(db: Database) -> object:
        undo_decision(db, match_id=world.match_id, decision_id=asking.id, actor=world.coordinator, now=LEFT)
        return None

    undone, delivered = compete(undo, lambda db: deliver_mail(db, settings, now=LEFT))
    assert delivered.done
    if undone.done:
        assert (world.state, mail_server.recipients) == (MatchState.APPROVED, [])
    else:
        assert (undone.reason, world.state) == ("mail-has-left", MatchState.ASKED)
        assert sorted(mail_server.recipients) == [KAISA, PROFESSOR]


def test_a_need_is_withdrawn_while_the_other_side_accepts(
    asked: World, compete: Callable[..., list[Outcome]], tmp_path: Path, mail_server: MailServer
) -> None:
    asked.answer(Side.COMPANY, Answer.YES)
    settings = replace(demo_settings(tmp_path), smtp=Smtp("127.0.0.1", mail_server.port, Tls.NONE))
    withdrawn, accepted = compete(withdrawing(asked), answering(asked, Side.INSTITUTION))
    assert withdrawn.done
    assert accepted.done or accepted.reason == "called-off"
    assert asked.need_state is NeedState.CLOSED
    watch_deadlines(asked.db, now=LEFT)
    while deliver_mail(asked.db, settings, now=LEFT):
        pass
    told = Counter(mail_server.recipients)
    assert told[PROFESSOR] == 1, "the institution hears once that nothing comes of it"
    assert told[KAISA] == 0
    mail = mail_server.message_to(PROFESSOR)
    assert "Saha" not in str(mail["Subject"])
    assert KAISA not in mail.as_string()
    assert asked.state is (MatchState.INTRODUCED if accepted.done else MatchState.LAPSED)


def test_a_question_is_handed_on_while_it_is_answered(
    asked: World, compete: Callable[..., list[Outcome]]
) -> None:
    introduction_id = asked.introduction.id

    def hand_on(db: Database) -> object:
        hand_on_introduction(
            db,
            introduction_id=introduction_id,
            email="kollega@tutkimus.example",
            actor=asked.researcher,
            now=LEFT,
        )
        return None

    link = asked.link(Side.INSTITUTION)
    answered, handed = compete(by_link(link), hand_on)
    assert (answered.done, handed.done) in [(True, False), (False, True)]
    assert (answered.reason, handed.refused) in [("", "AlreadyDecided"), ("handed-on", "")]
    assert waiting(asked)["ask_institution"] == int(handed.done)


def test_two_workers_round_by_round(
    world: World, compete: Callable[..., list[Outcome]], tmp_path: Path, mail_server: MailServer
) -> None:
    """Reminders, deadlines and mails: each step once, each mail once."""
    with write_tx(world.db):
        for offering in offerings.list_of_institution(world.db, world.institution_id):
            offerings.confirm_offering(world.db, offering.id, NOW - 334 * DAY)
    world.ask()
    settings = replace(demo_settings(tmp_path), smtp=Smtp("127.0.0.1", mail_server.port, Tls.NONE))

    def round_at(hours: int) -> Step:
        def step(db: Database) -> object:
            now = NOW + timedelta(hours=hours)
            steps = watch_deadlines(db, now=now)
            while deliver_mail(db, settings, now=now, limit=1):
                pass
            return steps

        return step

    for hours in (1, 96, 24 * 8):
        assert all(outcome.done for outcome in compete(round_at(hours), round_at(hours)))
    subjects = Counter((str(mail["To"]), str(mail["Subject"])) for mail in mail_server.taken)
    assert set(subjects.values()) <= {
        1,
        2,
    }  # two offerings to confirm have mails of one recipient, with their own titles
    assert max(subjects.values()) == 1, subjects
    assert Counter(mail_server.recipients) == Counter({KAISA: 2, PROFESSOR: 4, COORDINATOR: 1})
    assert world.state is MatchState.LAPSED


def test_one_sign_in_link_is_opened_twice_at_once(
    world: World, compete: Callable[..., list[Outcome]]
) -> None:
    token = signing_in.make_link_token(world.db, email="uusi@saha.example", next_path="", now=NOW)
    other = signing_in.make_link_token(world.db, email="uusi@saha.example", next_path="", now=NOW)

    def opening(link: str) -> Step:
        def step(db: Database) -> object:
            return signing_in.open_link(db, token=link, language=Language.FI, now=NOW).user.id

        return step

    outcomes = compete(opening(token), opening(token), opening(other))
    assert sorted(outcome.reason for outcome in outcomes[:2]) == ["", "used"]
    assert outcomes[2].done
    assert len({outcome.value for outcome in outcomes if outcome.done}) == 1
    assert sum(user.email == "uusi@saha.example" for user in users.list_users(world.db)) == 1


def test_two_workers_build_the_index_and_rank_at_once(
    world: World, compete: Callable[..., list[Outcome]], tmp_path: Path, analyser: Analyser
) -> None:
    folder = tmp_path / "index"
    catalogue = offerings.catalogue_number(world.db)

    def step(db: Database) -> object:
        index = CatalogueIndex(folder, analyser)
        opened = index.rebuild(db)
        while refresh_matches(db, opened, catalogue=catalogue, model_version="t", now=NOW, limit=5):
            pass
        return len(opened)

    assert [outcome.value for outcome in compete(step, step, step)] == [2, 2, 2]
    assert CatalogueIndex(folder, analyser).is_current(world.db)
    assert world.state is MatchState.APPROVED
