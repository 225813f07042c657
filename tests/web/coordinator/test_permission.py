"""The permission to be introduced, asked for after the need was sent: by mail with one tap, or written down from a call."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlite_utils import Database

from matchmaker.model.company import ConsentChannel, ConsentPurpose
from matchmaker.model.introduction import LinkAction
from matchmaker.operations.addressees import Addressee, addressee
from matchmaker.operations.ask_permission import may_introduce, remind_permissions
from matchmaker.store import action_links, companies, deliveries, permissions
from matchmaker.store.database import write_tx
from tests.conftest import NOW
from tests.introducing import KAISA, World, build_world


@pytest.fixture
def world(app_db: Database) -> World:
    """A match is approved, but the company is to be asked first."""
    made = build_world(app_db)
    for consent in companies.list_consents(app_db, made.company_id, made.need_id):
        if consent.purpose is ConsentPurpose.INTRODUCE:
            companies.withdraw_consent(app_db, consent.id, NOW)
    return made


def page(browser: FlaskClient, world: World) -> str:
    return browser.get(f"/coordinator/needs/{world.need_id}").text


def ask(browser: FlaskClient, world: World) -> str:
    url = f"/coordinator/needs/{world.need_id}/permission/ask"
    assert url in page(browser, world)
    browser.post(url)
    asked = permissions.find_permission_request(world.db, world.need_id)
    assert asked is not None
    with write_tx(world.db):
        token = action_links.add_action_link(
            world.db,
            action=LinkAction.ANSWER_PERMISSION,
            object_id=asked.id,
            email=KAISA,
            now=NOW,
            life=timedelta(days=30),
        )
    return f"/answer/{token}"


def mails(world: World) -> list[str]:
    return [name for name, _to in world.mails() if name.startswith("permission")]


def test_a_yes_by_the_link_of_the_mail_opens_the_way_to_institutions(
    coordinator: FlaskClient, app: Flask, world: World
) -> None:
    match_page = coordinator.get(f"/coordinator/matches/{world.match_id}").text
    assert f"/coordinator/needs/{world.need_id}#permission" in match_page
    link = ask(coordinator, world)
    assert mails(world) == ["permission"]
    assert "An answer is expected by" in page(coordinator, world)
    kaisa = app.test_client()
    assert "Saammeko esitellä yrityksesi?" in kaisa.get(f"{link}?lang=fi").text
    assert not may_introduce(world.db, world.need_id)  # opening the page answers nothing
    assert kaisa.post(link, data={"answer": "perhaps"}).status_code == 422
    assert kaisa.post(link, data={"answer": "yes"}).status_code == 302
    assert may_introduce(world.db, world.need_id)
    given = companies.list_consents(world.db, world.company_id, world.need_id)
    assert ("Kaisa Saha", ConsentChannel.EMAIL) in {(one.agreed_by, one.channel) for one in given}
    assert kaisa.post(link, data={"answer": "no"}).status_code == 409
    assert mails(world) == ["permission", "permission_answered"]
    story = page(coordinator, world)
    assert "The company answered whether it may be introduced (Yes)" in story
    assert "May not be introduced" not in story
    world.ask()


def test_a_no_is_shown_and_may_be_asked_again(coordinator: FlaskClient, app: Flask, world: World) -> None:
    link = ask(coordinator, world)
    answered = app.test_client().post(link, data={"answer": "no"}, follow_redirects=True)
    assert "We introduce you to nobody" in answered.text or "Emme esittele" in answered.text
    assert not may_introduce(world.db, world.need_id)
    assert "The company said no on" in page(coordinator, world)
    ask(coordinator, world)


def test_silence_is_reminded_of_once_and_asked_again_after_its_day(
    coordinator: FlaskClient, world: World
) -> None:
    ask(coordinator, world)
    soon = NOW + timedelta(days=5)
    assert (remind_permissions(world.db, now=soon), remind_permissions(world.db, now=soon)) == (1, 0)
    assert mails(world) == ["permission", "permission_reminder"]
    assert f"{world.need_id}/permission/ask" not in page(coordinator, world)
    world.db.execute("UPDATE permission_requests SET due_at = '2026-11-20T00:00:00Z'")
    assert "No answer has come" in page(coordinator, world)
    ask(coordinator, world)
    renewed = permissions.find_permission_request(world.db, world.need_id)
    assert renewed is not None
    assert (renewed.reminded_at, world.db["permission_requests"].count) == (None, 1)


def test_a_permission_given_on_the_phone_is_written_down(coordinator: FlaskClient, world: World) -> None:
    ask(coordinator, world)
    url = f"/coordinator/needs/{world.need_id}/permission"
    assert url in page(coordinator, world)
    assert coordinator.post(url, data={"agreed_how": "phone"}).status_code == 422
    said = {"agreed_by": "Kaisa Saha", "agreed_how": "phone", "agreed_on": "2026-11-23"}
    assert coordinator.post(url, data=said).status_code == 302
    given = companies.list_consents(world.db, world.company_id, world.need_id)
    assert (ConsentChannel.PHONE, "2026-11-23") in {(c.channel, c.given_at.date().isoformat()) for c in given}
    assert may_introduce(world.db, world.need_id)
    asked = permissions.find_permission_request(world.db, world.need_id)
    assert asked is not None
    assert asked.granted
    assert mails(world) == ["permission"], "who wrote it down knows of it"
    (row,) = [row for row in deliveries.claim_due(world.db, now=NOW) if row.template == "permission"]
    assert addressee(world.db, row) == Addressee(None, changed=True), "nobody is asked any more"
    again = coordinator.post(url, data=said, follow_redirects=True)
    assert "has given its permission already" in again.text


def test_the_answer_of_somebody_who_has_left_counts_no_more(
    coordinator: FlaskClient, app: Flask, world: World
) -> None:
    link = ask(coordinator, world)
    world.db.execute("UPDATE memberships SET state = 'ended' WHERE company_id = ?", [world.company_id])
    assert app.test_client().post(link, data={"answer": "yes"}).status_code == 410
    assert f"{world.need_id}/permission/ask" not in page(coordinator, world)
