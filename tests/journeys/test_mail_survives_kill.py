"""The real worker process, a real mail server, and kill -9 in the middle: no mail lost, none knowingly sent twice."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
from sqlite_utils import Database

from matchmaker import config
from matchmaker.model.codes import Language
from matchmaker.store import outbox
from matchmaker.store.database import open_database, write_tx
from matchmaker.store.migrations import migrate
from tests.mail.mailserver import MailServer

PATIENCE_SECONDS = 120.0
LETTERS = 12
SIGN_INS = 4


@pytest.fixture
def instance(tmp_path: Path, lexicons: Path, mail_server: MailServer) -> Path:
    """An installation of its own whose mail server is the test's."""
    (tmp_path / "config.toml").write_text(
        'base_url = "https://match.example.fi"\n'
        f'[smtp]\nhost = "127.0.0.1"\nport = {mail_server.port}\ntls = "none"\n',
        encoding="utf-8",
    )
    (tmp_path / "lexicons").symlink_to(lexicons, target_is_directory=True)
    return tmp_path


@pytest.fixture
def database(instance: Path) -> Iterator[Database]:
    """Its database, with mails to send: each to an address of its own, the sign-in links among the others."""
    settings = config.load({}, instance)
    opened = open_database(settings.database)
    migrate(opened)
    start = datetime.now(UTC) - timedelta(minutes=1)
    with write_tx(opened):
        for number in range(LETTERS + SIGN_INS):
            sign_in = number % 4 == 2
            outbox.enqueue(
                opened,
                template="sign_in" if sign_in else "correction",
                recipient=f"{'sign-in' if sign_in else 'letter'}-{number}@paja.example",
                language=Language.FI,
                params={"next": ""} if sign_in else {"title": f"Palvelu {number}"},
                now=start + timedelta(seconds=number),
            )
    yield opened
    opened.close()


@contextmanager
def worker(instance: Path) -> Iterator[subprocess.Popen[bytes]]:
    environment = os.environ | {"MATCHMAKER_INSTANCE": str(instance), "OMP_NUM_THREADS": "1"}
    with (instance / "worker.log").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "matchmaker", "work"],
            env=environment,
            cwd=Path(__file__).parents[2],
            stdout=log,
            stderr=log,
        )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def wait_for(condition: Callable[[], bool], instance: Path) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < deadline, (instance / "worker.log").read_text(encoding="utf-8")
        time.sleep(0.02)


def let_claims_run_out(database: Database) -> None:
    """Two minutes pass."""
    with write_tx(database):
        database.execute(
            "UPDATE outbox SET claimed_until = '2026-01-01T00:00:00Z' WHERE claimed_until IS NOT NULL"
        )


class Killer:
    """Kills the worker when the server has read a certain number of messages since the worker started."""

    def __init__(self, server: MailServer) -> None:
        self._server = server
        self.process: subprocess.Popen[bytes] | None = None
        self.at = 0
        self.before_answer = True

    def __call__(self, _message: EmailMessage) -> None:
        self.at -= 1
        if self.at == 0:
            if self.before_answer:
                self.kill()
            else:
                threading.Timer(
                    0.001, self.kill
                ).start()  # about when the worker writes down that it is delivered

    def kill(self) -> None:
        assert self.process is not None
        self.process.send_signal(signal.SIGKILL)


def test_no_mail_is_lost_and_none_is_knowingly_sent_twice(
    instance: Path, database: Database, mail_server: MailServer
) -> None:
    killer = mail_server.on_data = Killer(mail_server)
    # A letter, a sign-in link, again a letter; and twice between the server's answer and the note of it.
    for at, before_answer in ((2, True), (1, True), (2, True), (2, False), (2, False)):
        killer.at, killer.before_answer = at, before_answer
        with worker(instance) as process:
            killer.process = process
            wait_for(lambda: process.poll() is not None, instance)
        assert process.returncode == -signal.SIGKILL
        let_claims_run_out(database)
    killer.at = -1
    with worker(instance):
        wait_for(lambda: not _waiting(database), instance)

    received = Counter(str(message["Message-ID"]) for message in mail_server.taken)
    doubtful = {f"<{mail.id}@match.example.fi>" for mail in outbox.list_troubled(database)}
    rows = list(database.query("SELECT id, template, delivered_at FROM outbox"))
    letters = {f"<{row['id']}@match.example.fi>" for row in rows if row["template"] == "correction"}
    sign_ins = {f"<{row['id']}@match.example.fi>" for row in rows if row["template"] == "sign_in"}
    assert len(rows) == LETTERS + SIGN_INS
    assert set(received) | doubtful == letters | sign_ins, (
        "none is lost: it arrived, or it is shown as doubtful"
    )
    assert {row["id"] for row in rows if row["delivered_at"] is None} == {name[1:17] for name in doubtful}
    assert {name: times for name, times in received.items() if times > 1 and name in letters} == {}
    assert doubtful <= letters, "sign-in links are sent again instead"
    assert 2 <= len(doubtful) <= 4, "the letters whose worker died under them"


def test_two_workers_send_each_mail_once(instance: Path, database: Database, mail_server: MailServer) -> None:
    with worker(instance), worker(instance):
        wait_for(lambda: not _waiting(database), instance)
    received = Counter(str(message["Message-ID"]) for message in mail_server.taken)
    assert set(received.values()) == {1}
    assert len(received) == LETTERS + SIGN_INS
    assert outbox.list_troubled(database) == []


def _waiting(database: Database) -> bool:
    counts = outbox.count_undelivered(database)
    return bool(counts.waiting or counts.retrying)
