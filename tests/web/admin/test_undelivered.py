"""Coordinators see whom a mail that was given up did not reach, what it is about, and note that they told it by phone."""

import re

import pytest
from flask.testing import FlaskClient
from sqlite_utils import Database

from matchmaker.store import audit
from matchmaker.store.database import write_tx
from tests.introducing import KAISA, PROFESSOR, World, build_world

PAGE = "/coordinator/mails"


@pytest.fixture
def world(app_db: Database) -> World:
    """Both sides are asked, and neither mail could be delivered."""
    made = build_world(app_db)
    made.ask()
    with write_tx(app_db):
        app_db.execute(
            "UPDATE outbox SET failed_at = '2026-11-24T07:00:00Z', last_error = '550 secret words of a server'"
            " WHERE template LIKE 'ask_%'"
        )
    return made


def rows(page: str) -> dict[str, str]:
    """Each row of the table by the address in it."""
    found = re.findall(r'<tr role="row">(.*?)</tr>', page, re.DOTALL)
    return {address: row for row in found for address in (KAISA, PROFESSOR) if address in row}


def test_each_mail_names_its_person_need_and_match(coordinator: FlaskClient, world: World) -> None:
    page = coordinator.get(PAGE).text
    shown = rows(page)
    assert set(shown) == {KAISA, PROFESSOR}
    for row in shown.values():
        assert f'href="/coordinator/needs/{world.need_id}"' in row
        assert f'href="/coordinator/matches/{world.match_id}"' in row
    assert ("+358 40 000 0000" in shown[KAISA], "+358 40 000 0000" in shown[PROFESSOR]) == (True, False)
    assert "secret words" not in page
    assert 'href="/coordinator/mails"' in coordinator.get("/coordinator/").text


def test_told_by_phone_puts_the_mail_aside_and_stands_in_the_needs_history(
    coordinator: FlaskClient, world: World
) -> None:
    (action,) = re.findall(r'action="([^"]+)"', rows(coordinator.get(PAGE).text)[KAISA])
    page = coordinator.post(action, follow_redirects=True).text
    assert "The mail is not sent any more." in page
    assert set(rows(page)) == {PROFESSOR}
    assert audit.list_for_need(world.db, world.need_id)[0].action == "tell_by_phone"
    assert "was told by phone" in coordinator.get(f"/coordinator/needs/{world.need_id}").text
    assert coordinator.post(action).status_code == 404


def test_a_mail_about_nothing_in_particular_is_shown(coordinator: FlaskClient, app_db: Database) -> None:
    with write_tx(app_db):
        app_db.execute(
            "INSERT INTO outbox (id, template, recipient, language, params, created_at, not_before, failed_at)"
            " VALUES ('mmmmmmmmmmmmmmmm', 'sign_in', 'nobody@known.example', 'fi', '{\"next\": \"/x\"}', ?, ?, ?)",
            ["2026-11-24T07:00:00Z"] * 3,
        )
    page = coordinator.get(PAGE).text
    assert ("nobody@known.example" in page, "Sign-in link" in page) == (True, True)


def test_others_do_not_find_the_page(sign_in, world: World) -> None:
    for role in ("company", "institution"):
        assert sign_in(f"{role}@demo.example.com").get(PAGE).status_code == 404
