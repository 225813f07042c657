"""Searching the trail by person, action, object and period, alone and together, in any size of trail."""

import re
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient
from sqlite_utils import Database

from matchmaker.model.user import Actor, Role
from matchmaker.operations.handle_need import assign_need
from matchmaker.store import audit, needs, users
from matchmaker.store.database import write_tx
from tests.conftest import NOW, CountQueries, SignIn


@pytest.fixture(autouse=True)
def trail(app_db: Database) -> None:
    """Two people with some steps of two days; 23 November ends at 22.00 UTC."""
    with write_tx(app_db):
        for name, email in (
            ("Tarja Tutkija", "tarja@search.example"),
            ("100 % Oikea", "oikea_1@search.example"),
        ):
            user = users.add_user(app_db, email=email, name=name, language="fi", now=NOW)
            for hours, action in ((34, "enable_user"), (10, "sign_in"), (9, "sign_in")):
                audit.record(
                    app_db,
                    actor=Actor(user.id, Role.COMPANY),
                    action=action,
                    object_type="user",
                    object_id=user.id,
                    now=NOW - timedelta(hours=hours),
                )


def found(admin: FlaskClient, **wanted: str) -> int:
    """How many steps the page says it has found."""
    response = admin.get(f"/admin/audit?{urlencode(wanted)}")
    assert response.status_code == 200, wanted
    told = re.search(r"<p role=\"status\">([\d,]+) steps?</p>", response.text)
    assert told, response.text
    assert response.text.count('<tr role="row">') == min(50, int(told.group(1))) + bool(int(told.group(1)))
    return int(told.group(1))


def test_each_filter_narrows(admin: FlaskClient) -> None:
    assert found(admin, person="tarja") == 3
    assert found(admin, person="TUTKIJA") == 3
    assert found(admin, person="@search.example") == 6
    assert found(admin, person="@search.example", action="sign_in") == 4
    assert found(admin, person="@search.example", since="24.11.2026") == 2
    assert found(admin, person="@search.example", since="23.11.2026", until="2026-11-23") == 2
    assert found(admin, person="@search.example", until="22.11.2026") == 2
    assert found(admin, person="tarja", type="need") == 0


def test_signs_of_patterns_are_plain_text(admin: FlaskClient) -> None:
    assert (found(admin, person="%"), found(admin, person="100 %"), found(admin, person="oikea_")) == (
        3,
        3,
        3,
    )
    assert found(admin, person="a_r") == 0


def test_all_of_it_is_kept_on_the_page_and_in_its_links(admin: FlaskClient, app_db: Database) -> None:
    with write_tx(app_db):
        for _step in range(60):
            audit.record(
                app_db, actor=Actor.system(), action="sign_in", object_type="user", object_id="x", now=NOW
            )
    page = admin.get("/admin/audit?action=sign_in&since=24.11.2026").text
    assert '<option selected value="sign_in">' in page
    assert 'value="2026-11-24"' in page
    (following,) = re.findall(r'rel="next" href="([^"]+)"', page)
    assert {"action=sign_in", "since=24.11.2026", "page=2"} <= set(
        re.split(r"[?&]|&amp;", following.replace("amp;", ""))
    )


@pytest.mark.parametrize(
    ("wanted", "told"),
    [
        ({"since": "yesterday"}, "This is not a day."),
        ({"since": "24.11.2026", "until": "23.11.2026"}, "The end is before the beginning."),
    ],
)
def test_a_wrong_period_is_said_and_finds_nothing(
    admin: FlaskClient, wanted: dict[str, str], told: str
) -> None:
    page = admin.get(f"/admin/audit?{urlencode(wanted)}").text
    assert (told in page, '<tr role="row">' in page) == (True, False)


def test_the_last_day_of_all_is_a_day(admin: FlaskClient) -> None:
    assert admin.get("/admin/audit?until=9999-12-31").status_code == 200


def test_ids_of_every_kind_of_object_can_be_searched(admin: FlaskClient, app_db: Database) -> None:
    with write_tx(app_db):
        for kind, key in (("reason", "reject:other-field"), ("setting", "answer_days"), ("mail", "sign_in")):
            audit.record(app_db, actor=Actor.system(), action="x", object_type=kind, object_id=key, now=NOW)
    for key in ("reject:other-field", "answer_days", "sign_in"):
        assert found(admin, id=key) == 1, key


def test_it_costs_as_many_queries_for_a_hundred_thousand_steps(
    admin: FlaskClient, app_db: Database, count_queries: CountQueries
) -> None:
    url = "/admin/audit?person=tarja&action=sign_in&since=1.1.2026&until=31.12.2026"
    few = count_queries(lambda: admin.get(url))
    with write_tx(app_db):
        app_db.execute(
            "INSERT INTO audit (at, actor_id, actor_role, action, object_type, object_id)"
            " WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000)"
            " SELECT '2026-05-01T00:00:00Z', (SELECT id FROM users WHERE email LIKE 'tarja%'), 'company', 'sign_in', 'user', 'x'"
            " FROM n"
        )
    assert count_queries(lambda: admin.get(url)) == few
    assert found(admin, person="tarja", action="sign_in") == 100_002


def test_details_are_in_the_readers_language_and_name_people(sign_in: SignIn, app_db: Database):
    receiver = users.find_user_by_email(app_db, "coordinator2@demo.example.com")
    (need, *_rest) = needs.list_queue(app_db)
    assign_need(
        app_db, need_id=need.id, assignee_id=receiver.id, actor=Actor(None, Role.COORDINATOR), now=NOW
    )
    page = sign_in("admin@demo.example.com").get("/admin/audit?lang=fi").text
    assert f"<br>{receiver.name}" in page
    assert "Verkkolomake" in page
    assert all(raw not in page for raw in ("assignee:", "channel:", "suggested:", "before:"))
