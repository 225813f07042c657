"""A question that both sides were asked, and mails as they really leave."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import cast

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlite_utils import Database

from matchmaker.config import Settings
from matchmaker.operations.deliver_mail import deliver_mail
from tests.conftest import NOW, new_client
from tests.introducing import World, build_world

LEFT = NOW + timedelta(minutes=10)
Post = Callable[[datetime], dict[tuple[str, str], EmailMessage]]


@pytest.fixture
def world(app_db: Database) -> World:
    """An approved match beside the demo's own needs."""
    return build_world(app_db)


@pytest.fixture
def asked(world: World) -> World:
    """Both sides are asked; the mails have not left yet."""
    world.ask()
    return world


@pytest.fixture
def post(app: Flask, app_db: Database, settings: Settings) -> Post:
    """`post(moment)` sets the clock, delivers what is due and returns the new mails by recipient and subject."""
    seen: set[str] = {path.name for path in settings.outbox.glob("*.eml")}

    def deliver(moment: datetime) -> dict[tuple[str, str], EmailMessage]:
        app.config["CLOCK"] = lambda: moment
        while deliver_mail(app_db, settings, now=moment):
            pass
        found = {}
        for path in sorted(settings.outbox.glob("*.eml")):
            if path.name not in seen:
                seen.add(path.name)
                mail = cast("EmailMessage", message_from_bytes(path.read_bytes(), policy=default))
                found[str(mail["To"]), str(mail["Subject"])] = mail
        return found

    deliver(NOW)
    return deliver


def text_of(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")


def link_of(mail: EmailMessage) -> str:
    """The path of the mail's one-tap link."""
    found = re.search(r"http://localhost(/answer/[\w-]+)", text_of(mail))
    assert found is not None, text_of(mail)
    return found[1]


def mail_to(mails: dict[tuple[str, str], EmailMessage], address: str) -> EmailMessage:
    (mail,) = [mail for (to, _subject), mail in mails.items() if to == address]
    return mail


@pytest.fixture
def visitor(app: Flask) -> FlaskClient:
    """Somebody who has a mail and no account."""
    return new_client(app)
