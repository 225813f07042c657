"""The administrator's home, mails that failed, the audit trail, the configuration."""

import ast
import re
from dataclasses import replace
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from sqlite_utils import Database

import matchmaker
from matchmaker.config import Smtp
from matchmaker.store import audit, needs
from matchmaker.store.database import write_tx
from matchmaker.store.offerings import bump_catalogue
from matchmaker.web.history import SENTENCES
from tests.conftest import CountQueries

OPERATIONS = Path(matchmaker.__file__).parent / "operations"


def break_mails(db: Database) -> tuple[str, str]:
    """Give one of the waiting mails up and let another one wait for its next try; return their ids."""
    failed, waiting = (row["id"] for row in db.query("SELECT id FROM outbox ORDER BY id LIMIT 2"))
    with write_tx(db):
        db.execute(
            "UPDATE outbox SET failed_at = '2026-11-24T07:00:00Z', attempts = 8, last_error = 'User <unknown>'"
            " WHERE id = ?",
            [failed],
        )
        db.execute(
            "UPDATE outbox SET attempts = 1, last_error = 'Connection refused', not_before = '2026-11-24T08:00:00Z'"
            " WHERE id = ?",
            [waiting],
        )
    return failed, waiting


def facts(page: str) -> dict[str, str]:
    pairs = re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", page)
    return {term: value.strip() for term, value in pairs}


def test_home_counts_what_is_here(admin: FlaskClient) -> None:
    page = admin.get("/admin").text
    shown = facts(page)
    assert (shown["Users"], shown["Offerings in the catalogue"], shown["Open needs"]) == ("5", "140", "3")
    assert ("In order" in page, "Being rebuilt" in page) == (True, False)


def test_home_tells_when_the_index_is_behind(admin: FlaskClient, app_db: Database) -> None:
    with write_tx(app_db):
        bump_catalogue(app_db)
    assert "Being rebuilt" in admin.get("/admin").text


def test_home_in_finnish(admin: FlaskClient) -> None:
    admin.environ_base["HTTP_ACCEPT_LANGUAGE"] = "fi"
    page = admin.get("/admin").text
    for words in ("Palvelun kunto", "Tekstin analyysi", "Lähettämättä jääneet viestit", "Tapahtumaloki"):
        assert words in page


def test_failed_mail_is_seen_and_tried_again(admin: FlaskClient, app_db: Database) -> None:
    failed, waiting = break_mails(app_db)
    assert "1 mail could not be delivered and was given up." in admin.get("/admin").text
    page = admin.get("/admin/mails").text
    assert ("User &lt;unknown&gt;" in page, "8 tries" in page, "Connection refused" in page) == (
        True,
        True,
        True,
    )
    for mail_id in (failed, waiting):
        assert admin.post(f"/admin/mails/{mail_id}/retry").status_code == 302
    due = app_db.query(
        "SELECT failed_at, attempts, not_before FROM outbox WHERE id IN (?, ?)", [failed, waiting]
    )
    assert [tuple(row.values()) for row in due] == [(None, 0, "2026-11-24T07:30:00Z")] * 2
    assert [entry.action for entry in audit.list_for_object(app_db, "mail", failed)] == ["retry_mail"]


def test_mail_that_may_have_arrived_is_marked(admin: FlaskClient, app_db: Database) -> None:
    failed, _waiting = break_mails(app_db)
    assert "May have arrived" not in admin.get("/admin/mails").text
    with write_tx(app_db):
        app_db.execute("UPDATE outbox SET sending_at = '2026-11-24T07:00:00Z' WHERE id = ?", [failed])
    page = admin.get("/admin/mails").text
    assert ("May have arrived" in page, "ask the person before you try again" in page) == (True, True)


def test_only_troubled_mails_can_be_retried(admin: FlaskClient, app_db: Database) -> None:
    failed, _waiting = break_mails(app_db)
    with write_tx(app_db):
        app_db.execute("UPDATE outbox SET delivered_at = '2026-11-24T07:00:00Z' WHERE id = ?", [failed])
    fresh = app_db.execute("SELECT id FROM outbox WHERE last_error = '' LIMIT 1").fetchone()[0]
    for mail_id in (failed, fresh, "a" * 16):
        assert admin.post(f"/admin/mails/{mail_id}/retry").status_code == 404


def test_configuration_shows_no_secret(app: Flask, admin: FlaskClient) -> None:
    settings = app.config["SETTINGS"]
    smtp = Smtp("smtp.example.fi", 465, user="postman", password="very secret word")
    app.config["SETTINGS"] = replace(settings, smtp=smtp)
    page = admin.get("/admin/settings").text
    assert facts(page)["Mail server"] == "smtp.example.fi:465, starttls"
    for secret in (settings.secret_key, "very secret word", "postman"):
        assert secret not in page


def test_trail_is_paged_and_filtered(admin: FlaskClient, app_db: Database) -> None:
    everything = admin.get("/admin/audit").text
    assert ("Page 1 of " in everything, everything.count('role="row"')) == (True, 51)
    need_id = needs.list_queue(app_db)[0].id
    page = admin.get(f"/admin/audit?type=need&id={need_id}").text
    entries = audit.list_for_object(app_db, "need", need_id)
    assert page.count('role="row"') == 1 + len(entries)
    assert ("The need was sent" in page, f'href="/coordinator/needs/{need_id}"' in page) == (True, True)
    assert "No steps" in admin.get("/admin/audit?type=need&id=" + "a" * 16).text


def test_odd_filters_are_answered(admin: FlaskClient) -> None:
    for query in (
        "type=%00",
        "type=' OR 1=1",
        "id=x",
        "page=-1",
        "page=x",
        "page=99999999999",
        "type=" + "x" * 3000,
    ):
        assert admin.get(f"/admin/audit?{query}").status_code == 200, query


def test_trail_costs_the_same_however_long(admin: FlaskClient, count_queries: CountQueries) -> None:
    few = count_queries(lambda: admin.get("/admin/audit?type=demo"))
    assert count_queries(lambda: admin.get("/admin/audit")) == few


def recorded_actions() -> set[str]:
    """Every action that an operation writes into the trail: the texts that look like one where something is recorded."""
    found: set[str] = set()
    for path in OPERATIONS.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            texts: list[ast.expr | None] = []
            if isinstance(node, ast.Call) and re.search(r"record\b|_move\b", ast.unparse(node.func)):
                texts = [*node.args, *(keyword.value for keyword in node.keywords if keyword.arg == "action")]
            elif isinstance(node, ast.FunctionDef):
                named = zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True)
                texts = [default for argument, default in named if argument.arg == "action"]
            found |= {
                text.value
                for text in texts
                if isinstance(text, ast.Constant) and re.fullmatch(r"[a-z]+(_[a-z]+)+", str(text.value))
            }
    return found


def test_every_action_has_a_sentence() -> None:
    actions = recorded_actions()
    assert {"save_offering", "invite_user", "retry_mail", "decide_match"} <= actions
    assert actions - set(SENTENCES) == set()
