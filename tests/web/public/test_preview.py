"""The front page: what may fit, without leaving anything behind."""

import json
import logging

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlite_utils import Database

from matchmaker.model.codes import Language
from matchmaker.operations.keep_need_text import MOST_UNCONFIRMED, keep_need_text
from tests.conftest import NOW, SignIn, new_client

NEED = "Hakekattilan piipusta tulee hiukkasia. Pitäisi mitata savukaasun päästöt."


def everything(db: Database) -> dict[str, int]:
    return {name: db[name].count for name in db.table_names()}


def test_preview_shows_offerings_and_their_shared_words(client: FlaskClient) -> None:
    page = client.post("/preview", data={"description": NEED})
    assert page.status_code == 200
    assert "Combustion emission and particle measurements" in page.text
    assert "not yet checked by a person" in page.text


def test_preview_stores_logs_and_caches_nothing(
    client: FlaskClient, app_db: Database, caplog: pytest.LogCaptureFixture
) -> None:
    before = everything(app_db)
    with caplog.at_level(logging.DEBUG):
        page = client.post("/preview", data={"description": NEED})
    assert everything(app_db) == before
    assert "Hakekattilan" not in caplog.text
    assert page.headers["Cache-Control"] == "private, no-cache", "Back shows the browser's own copy"
    assert "Cookie" not in page.headers["Vary"], "also after the language's cookie was set"


def test_preview_is_never_a_get(client: FlaskClient) -> None:
    assert client.get("/preview").status_code == 405


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "Tell in a sentence or two what you need help with."),
        ("\x00\x00", "Tell in a sentence or two what you need help with."),
        ("apua", "Tell a little more"),
        ("hitsaus " * 12_500, "This is longer than 10,000 characters."),
    ],
)
def test_bad_text_gets_a_message_and_is_kept(text: str, message: str, client: FlaskClient) -> None:
    page = client.post("/preview", data={"description": text})
    assert page.status_code == 422
    assert message in page.text
    assert 'aria-describedby="description-hint description-error"' in page.text
    assert text.replace("\x00", "").strip() in page.text


@pytest.mark.parametrize(
    "text", ["🔥🔥🔥🔥🔥🔥🔥🔥🔥🔥🔥🔥", "שלום עולם זה טקסט מימין לשמאל", "lorem ipsum dolor sit amet qqqq"]
)
def test_texts_that_no_catalogue_answers_say_so(text: str, client: FlaskClient) -> None:
    page = client.post("/preview", data={"description": text})
    assert page.status_code == 200
    assert "Nothing in the catalogue clearly fits these words." in page.text
    assert text in page.text


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Our lawn needs mowing every week in summer.", "cleaning, catering and other upkeep"),
        ("We need a bookkeeper for our small company.", "bookkeeping and invoices"),
    ],
)
def test_everyday_business_is_told_first_that_nothing_fits(text: str, kind: str, client: FlaskClient) -> None:
    page = client.post("/preview", data={"description": text}).text
    assert f"read like everyday business: {kind}" in page
    assert page.index("Nothing here fits") < page.index("The nearest ones, which may be wrong")
    nearest = page[: page.index("The nearest ones")].rindex("<details")
    assert page[nearest:].startswith('<details class="disclosure">'), "closed"
    assert "Send it all the same" in page
    assert "Send this need" not in page
    assert "chip-band" not in page


def test_need_for_research_without_an_answer_shows_the_nearest(client: FlaskClient) -> None:
    page = client.post("/preview", data={"description": "Quantum sensing of dark matter in a fjord"}).text
    assert "That happens with good needs as well." in page
    assert '<details class="disclosure" open>' in page


def test_part_that_nothing_answers_is_named(client: FlaskClient) -> None:
    text = f"{NEED} Kesämökkimme laiturin ponttonit vajoavat syksyisin."
    page = client.post("/preview", data={"description": text}).text
    assert "None of these speaks of" in page
    told = page[page.index("None of these speaks of") :]
    assert "ponttonit vajoavat syksyisin" in told[: told.index("</ul>")]
    assert "None of these speaks of" not in client.post("/preview", data={"description": NEED}).text


def test_text_of_a_card_in_another_language_is_marked_and_says_so(app: Flask) -> None:
    page = (
        new_client(app, "fi")
        .post("/preview", data={"description": "Heating control with AI saves energy"})
        .text
    )
    foreign = [card for card in page.split("<article")[1:] if 'match-card-title" lang="en"' in card]
    assert foreign
    assert all('<span class="kind">Englanniksi</span>' in card for card in foreign)
    assert page.count(">Englanniksi<") == len(foreign), "no card in Finnish says so"


def test_markup_is_shown_as_text(client: FlaskClient) -> None:
    page = client.post("/preview", data={"description": "<script>alert(1)</script> savukaasun mittaus"})
    assert "<script>alert" not in page.text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page.text


def test_fifty_megabytes_are_refused_politely(client: FlaskClient) -> None:
    page = client.post("/preview", data=b"description=" + b"a" * 50_000_000)
    assert page.status_code == 413
    assert "This service does not take so much." in page.text


def test_finnish_browser_gets_finnish(app: Flask) -> None:
    browser = new_client(app, "fi-FI,fi;q=0.9,en;q=0.8")
    assert "Tutkimusapua yrityksellesi" in browser.get("/").text
    assert "Research help for your company" in browser.get("/?lang=en").text
    assert "Research help for your company" in browser.get("/").text, "the choice is kept"


def test_preview_counts_its_visitor_across_workers(client: FlaskClient) -> None:
    codes = [client.post("/preview", data={"description": "apua"}).status_code for _ in range(21)]
    assert codes == [422] * 20 + [429]


@pytest.mark.parametrize("email", ["", "kaisa@example.com"])
@pytest.mark.parametrize("text", ["hitsaus " * 2500, "", "apua"])
def test_text_that_no_preview_shows_is_not_sent_on_either(
    email: str, text: str, client: FlaskClient, app_db: Database
) -> None:
    """It would be ranked again for the page that names the error; 20,000 characters took half a minute."""
    page = client.post("/send", data={"description": text, "email": email})
    assert page.status_code == 422
    assert 'aria-describedby="description-hint description-error"' in page.text
    assert app_db["drafts"].count == 0


def test_who_is_signed_in_cannot_keep_what_is_too_long(sign_in: SignIn, app_db: Database) -> None:
    page = sign_in("company@demo.example.com").post("/send", data={"description": "hitsaus " * 2500})
    assert page.status_code == 422
    assert "hitsaus hitsaus" not in str(app_db.execute("SELECT form FROM drafts").fetchall())


def test_eleventh_text_that_waits_for_an_address_is_refused_beside_the_field(
    client: FlaskClient, app_db: Database
) -> None:
    known, unknown = "company@demo.example.com", "kaisa@example.com"
    for email in (known, unknown):
        for number in range(MOST_UNCONFIRMED):
            kept = {"description": f"{NEED} {number}"}
            keep_need_text(app_db, email=email, form=kept, language=Language.FI, now=NOW)
        page = client.post("/send", data={"description": NEED, "email": email})
        assert page.status_code == 422
        assert "10 texts wait for this address to be confirmed" in page.text
        assert NEED in page.text
    assert app_db["drafts"].count_where("email IS NOT NULL") == 2 * MOST_UNCONFIRMED


def test_what_is_kept_is_cleaned(client: FlaskClient, app_db: Database) -> None:
    client.post("/send", data={"description": f"{NEED}\x00\u202e", "email": "kaisa@example.com"})
    assert [row["form"] for row in app_db["drafts"].rows] == [json.dumps({"description": NEED})]


def test_switching_the_language_keeps_what_was_typed(client: FlaskClient) -> None:
    page = client.post("/preview", data={"description": NEED}).text
    assert 'action="/preview?lang=fi"' in page
    assert f'<input type="hidden" name="description" value="{NEED}">' in page
    finnish = client.post("/preview?lang=fi", data={"description": NEED})
    assert finnish.status_code == 200
    assert "Mikä voisi sopia" in finnish.text
    refused = client.post("/preview?lang=fi", data={"description": "apua"}).text
    assert '<input type="hidden" name="description" value="apua">' in refused
