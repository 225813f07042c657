"""A real installation that sends through the server of the tests."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlite_utils import Database

from matchmaker.config import Settings, Smtp, Tls
from matchmaker.model.codes import Language
from matchmaker.store import outbox
from matchmaker.store.database import write_tx
from tests.mail.mailserver import MailServer

Enqueue = Callable[..., str]
LATER = timedelta(minutes=3)


@pytest.fixture
def settings(production: Settings, mail_server: MailServer) -> Settings:
    """A real installation that sends through the test's server."""
    return replace(production, smtp=Smtp("127.0.0.1", mail_server.port, Tls.NONE))


@pytest.fixture
def enqueue(db: Database, now: datetime) -> Enqueue:
    def add(recipient: str = "pekka@paja.example", template: str = "sign_in", **more: object) -> str:
        params = {"sign_in": {"next": ""}, "correction": {"title": "Hitsauskokeet"}}.get(template, {})
        values: dict[str, object] = {"params": params, "language": Language.EN, "now": now, **more}
        with write_tx(db):
            return outbox.enqueue(db, template=template, recipient=recipient, **values)  # type: ignore[arg-type]

    return add


def state(db: Database, row_id: str) -> str:
    row = next(iter(list(db.query("SELECT * FROM outbox WHERE id = ?", [row_id]))))
    for name in ("delivered", "cancelled", "failed"):
        if row[f"{name}_at"] is not None:
            return name
    return "waiting"
