"""Signing in by a one-time link."""

import re
from datetime import datetime, timedelta

from flask import Flask
from flask.testing import FlaskClient
from sqlite_utils import Database

from matchmaker.model.codes import Language
from matchmaker.operations.demo_data import USERS
from matchmaker.operations.keep_need_text import keep_need_text
from matchmaker.operations.sign_in import make_link_token, request_link
from matchmaker.store import deliveries, drafts
from matchmaker.store.database import write_tx
from tests.conftest import NOW, SignIn, new_client

ADDRESS = "new.person@example.com"


def test_known_and_unknown_addresses_get_the_same_answer(client: FlaskClient) -> None:
    known = client.post("/sign-in", data={"email": "coordinator@demo.example.com"}).text
    unknown = client.post("/sign-in", data={"email": ADDRESS}).text
    token = r"/sign-in/[\w-]+"

    def neutral(page: str, email: str) -> str:
        return re.sub(token, "LINK", re.sub(r'nonce="[^"]+"', "", page)).replace(email, "ADDRESS")

    assert neutral(known, "coordinator@demo.example.com") == neutral(unknown, ADDRESS)


def test_demo_signs_in_by_one_press_for_each_of_its_people(client: FlaskClient, app_db: Database) -> None:
    page = client.get("/sign-in?next=/coordinator/").text
    addresses = re.findall(r'<form class="button-form".*?name="email" value="([^"]+)"', page, re.DOTALL)
    assert addresses == [person.email for person in USERS]
    pressed = client.post("/sign-in", data={"email": addresses[1], "next": "/coordinator/"}).text
    (link,) = re.findall(r'href="[^"]*(/sign-in/[\w-]+)"', pressed)
    assert client.post(link).location == "/coordinator/"


def test_asking_for_a_link_queues_one_mail_without_a_token(client: FlaskClient, app_db: Database) -> None:
    with write_tx(app_db):
        deliveries.claim_due(app_db, now=NOW, limit=1000)
    client.post("/sign-in", data={"email": ADDRESS.upper(), "next": "/company/needs"})
    with write_tx(app_db):
        queued = deliveries.claim_due(app_db, now=NOW + timedelta(seconds=1))
    assert [(row.template, row.recipient, dict(row.params)) for row in queued] == [
        ("sign_in", ADDRESS, {"next": "/company/needs"})
    ]


def test_looking_at_the_link_does_not_use_it_up(app: Flask, app_db: Database) -> None:
    token = make_link_token(app_db, email=ADDRESS, next_path="", now=NOW)
    browser = new_client(app)
    assert browser.get(f"/sign-in/{token}").status_code == 200
    assert browser.get(f"/sign-in/{token}").status_code == 200
    assert browser.post(f"/sign-in/{token}").status_code == 302


def test_link_signs_in_once(app: Flask, app_db: Database) -> None:
    token = make_link_token(app_db, email=ADDRESS, next_path="/company/profile", now=NOW)
    assert new_client(app).post(f"/sign-in/{token}").location == "/company/profile"
    again = new_client(app).post(f"/sign-in/{token}")
    assert (again.status_code, "This link no longer works" in again.text) == (410, True)


def test_expired_and_forged_links_say_so(app: Flask, app_db: Database) -> None:
    old = make_link_token(app_db, email=ADDRESS, next_path="", now=NOW - timedelta(minutes=31))
    for token in (old, "forged", "%00", "a" * 500):
        assert new_client(app).get(f"/sign-in/{token}").status_code == 410


def test_used_link_offers_a_new_one_with_one_press_and_leads_its_owner_on(
    app: Flask, app_db: Database
) -> None:
    token = make_link_token(app_db, email=ADDRESS, next_path="/company/profile", now=NOW)
    browser, other = new_client(app), new_client(app)
    browser.post(f"/sign-in/{token}")
    page = other.get(f"/sign-in/{token}")
    assert (page.status_code, "This link has been used" in page.text) == (410, True)
    assert ADDRESS not in page.text
    assert f'action="/sign-in/{token}/again"' in page.text
    sent = other.post(f"/sign-in/{token}/again")
    assert f"We sent a link to {ADDRESS}" in sent.text
    fresh = re.search(r'href="http://localhost(/sign-in/[^"]+)"', sent.text)
    assert fresh is not None
    assert other.post(fresh[1]).location == "/company/profile"
    assert 'href="/company/profile">Go on' in browser.get(f"/sign-in/{token}").text


def test_expired_link_of_a_need_says_whether_its_text_is_still_here(
    app: Flask, app_db: Database, client: FlaskClient
) -> None:
    page = client.post("/send", data={"email": ADDRESS, "description": "Laakeri hajoaa joka kuukausi."}).text
    assert "within 24 hours" in page
    assert "half an hour" not in page
    app.config["CLOCK"] = lambda: NOW + timedelta(hours=23, minutes=59)
    url = re.search(r'href="http://localhost(/sign-in/[^"]+)"', page)[1]
    assert client.get(url).status_code == 200, "the link lives as long as the text"
    app.config["CLOCK"] = lambda: NOW + timedelta(hours=24)
    assert "Your text is still here" in client.get(url).text
    with write_tx(app_db):
        drafts.purge_unconfirmed(app_db, NOW + timedelta(hours=24))
    assert "its 24 hours are over" in client.get(url).text
    again = client.post(f"{url}/again").text
    fresh = re.search(r'href="http://localhost(/sign-in/[^"]+)"', again)[1]
    assert client.post(fresh).location == "/home", "not to a draft that is gone"


def test_no_link_is_sent_for_one_that_was_never_made(client: FlaskClient, app_db: Database) -> None:
    before = app_db["outbox"].count
    assert client.post("/sign-in/forged/again").status_code == 410
    assert app_db["outbox"].count == before


def test_link_never_leads_to_another_site(client: FlaskClient, app: Flask, app_db: Database) -> None:
    for target in ("https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)"):
        token = make_link_token(app_db, email=ADDRESS, next_path=target, now=NOW)
        assert new_client(app).post(f"/sign-in/{token}").location == "/home"


def test_address_errors_stand_beside_the_field_with_the_typed_text(client: FlaskClient) -> None:
    page = client.post("/sign-in", data={"email": "not an address"})
    assert page.status_code == 422
    assert 'value="not an address"' in page.text
    assert 'aria-invalid="true"' in page.text
    assert "It looks like name@company.fi." in page.text


def test_signing_out_ends_the_session_on_the_server(sign_in: SignIn, app: Flask) -> None:
    browser = sign_in("coordinator@demo.example.com")
    stolen = browser.get_cookie("matchmaker").value
    browser.post("/sign-out")
    thief = new_client(app)
    thief.set_cookie("matchmaker", stolen)
    assert thief.get("/coordinator/needs").status_code == 302


def test_link_brings_the_waiting_draft(app: Flask, app_db: Database, client: FlaskClient) -> None:
    client.post(
        "/send", data={"email": ADDRESS, "description": "Laakerit hajoaa puhaltimessa joka kuukausi."}
    )
    token = make_link_token(app_db, email=ADDRESS, next_path="", now=NOW)
    assert new_client(app).post(f"/sign-in/{token}").status_code == 302
    user_id = app_db.execute("SELECT id FROM users WHERE email = ?", [ADDRESS]).fetchone()[0]
    assert [draft.form["description"] for draft in drafts.list_drafts(app_db, user_id)] == [
        "Laakerit hajoaa puhaltimessa joka kuukausi."
    ]


def test_unconfirmed_draft_is_gone_after_a_day(app_db: Database, client: FlaskClient) -> None:
    client.post(
        "/send", data={"email": ADDRESS, "description": "Laakerit hajoaa puhaltimessa joka kuukausi."}
    )
    with write_tx(app_db):
        early = drafts.purge_unconfirmed(app_db, NOW + timedelta(hours=23))
        late = drafts.purge_unconfirmed(app_db, NOW + timedelta(hours=24))
    assert (early, late) == (0, 1)


def test_sixth_request_in_a_minute_is_refused(client: FlaskClient) -> None:
    codes = [client.post("/sign-in", data={"email": ADDRESS}).status_code for _ in range(6)]
    assert codes == [200] * 5 + [429]


def test_nobody_fills_a_strangers_mailbox(app_db: Database) -> None:
    """Whoever asks from many networks is stopped by no limit per visitor."""

    def asked(times: int, moment: datetime) -> int:
        for number in range(times):
            address = ADDRESS if number % 2 else ADDRESS.upper()
            request_link(app_db, email=address, language=Language.FI, next_path="", now=moment)
            keep_need_text(app_db, email=address, form={}, language=Language.FI, now=moment)
        rows = app_db.query("SELECT count(*) AS n FROM outbox WHERE recipient = ?", [ADDRESS])
        return int(next(iter(list(rows)))["n"])

    assert asked(9, NOW) == 5
    request_link(app_db, email="another@example.com", language=Language.FI, next_path="", now=NOW)
    assert app_db["outbox"].count_where("recipient = ?", ["another@example.com"]) == 1
    assert asked(1, NOW + timedelta(minutes=31)) == 7, "the links of the first ones have run out"


def test_an_endless_path_is_not_kept(client: FlaskClient, app_db: Database) -> None:
    client.post("/sign-in", data={"email": ADDRESS, "next": "/" + "a" * 100_000})
    rows = app_db.query("SELECT params FROM outbox WHERE recipient = ?", [ADDRESS])
    assert [row["params"] for row in rows] == ['{"next": ""}']
