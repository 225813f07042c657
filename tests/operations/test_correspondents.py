"""Answers to mails reach the coordinator who has the need, through a real server; else the cluster."""

from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage

import pytest
from sqlite_utils import Database

from matchmaker.config import Settings, Smtp, Tls
from matchmaker.model.introduction import Answer, Side
from matchmaker.operations.ask_permission import ask_permission
from matchmaker.operations.deliver_mail import deliver_mail
from tests.conftest import NOW
from tests.introducing import COORDINATOR, KAISA, PROFESSOR, World, build_world
from tests.mail.mailserver import MailServer

CLUSTER = "koordinaattori@example.fi"
LEAVES = NOW + timedelta(minutes=11)


@pytest.fixture
def settings(production: Settings, mail_server: MailServer) -> Settings:
    return replace(
        production, smtp=Smtp("127.0.0.1", mail_server.port, Tls.NONE), contact_phone="+358 44 000 0000"
    )


@pytest.fixture
def world(db: Database) -> World:
    built = build_world(db)
    built.ask()
    return built


def end_of(message: EmailMessage) -> str:
    body = message.get_body(("plain",))
    assert isinstance(body, EmailMessage)
    return str(body.get_content()).replace("\r\n", "\n").rpartition("\n-- \n")[2]


def test_questions_are_answered_to_the_coordinator_of_the_need(
    world: World, settings: Settings, mail_server: MailServer
) -> None:
    deliver_mail(world.db, settings, now=LEAVES)
    for recipient in (KAISA, PROFESSOR):
        message = mail_server.message_to(recipient)
        assert str(message["Reply-To"]) == f"Koo <{COORDINATOR}>"
        assert f"Vastaa tähän viestiin: sen saa Koo, {COORDINATOR}." in end_of(message)
        assert "Puhelimitse: +358 44 000 0000" in end_of(message)


def test_a_request_for_permission_is_answered_to_who_asked(
    world: World, settings: Settings, mail_server: MailServer
) -> None:
    world.db.execute("UPDATE consents SET withdrawn_at = given_at WHERE purpose = 'introduce'")
    world.db.execute("UPDATE needs SET assignee_id = NULL")
    ask_permission(world.db, need_id=world.need_id, actor=world.coordinator, now=NOW)
    deliver_mail(world.db, settings, now=NOW)
    assert str(mail_server.message_to(KAISA)["Reply-To"]) == f"Koo <{COORDINATOR}>"


def test_answers_reach_the_cluster_once_the_coordinator_is_one_no_more(
    world: World, settings: Settings, mail_server: MailServer
) -> None:
    world.db.execute("UPDATE memberships SET state = 'ended' WHERE role = 'coordinator'")
    deliver_mail(world.db, settings, now=LEAVES)
    message = mail_server.message_to(PROFESSOR)
    assert str(message["Reply-To"]) == CLUSTER
    assert COORDINATOR not in message.as_string()


def test_a_notice_to_the_coordinator_is_not_answered_to_herself(
    world: World, settings: Settings, mail_server: MailServer
) -> None:
    world.answer(Side.INSTITUTION, Answer.NO)
    deliver_mail(world.db, settings, now=LEAVES)
    assert str(mail_server.message_to(COORDINATOR)["Reply-To"]) == CLUSTER
