"""An offering in two languages, whole or half, and 'still valid' from the list."""

import re

import pytest
from flask.testing import FlaskClient
from sqlite_utils import Database

from matchmaker.model.codes import Language
from matchmaker.model.offering import OfferingText
from tests.web.institution.conftest import SMALL, created, errors
from tests.web.institution.test_offerings import FILLED, LISTED, own


def test_a_half_translation_is_said_before_publishing_and_takes_the_rest_from_the_other_language(
    member: FlaskClient, client: FlaskClient, app_db: Database
) -> None:
    offering = created(member, app_db, {**SMALL, "title_fi": "Kylmätestit", "place": "Kylmälä"})
    assert offering.content.texts[Language.FI] == OfferingText("Kylmätestit", "")
    preview = member.get(f"/institution/offerings/{offering.id}").text
    assert "No description in Finnish" in preview
    assert "Before you publish it" in preview
    assert preview.count("The Finnish text is half there") == 1
    member.post(f"/institution/offerings/{offering.id}/publish")
    page = client.get(f"/offerings/{offering.id}?lang=fi").text
    assert "<h1>Kylmätestit</h1>" in page
    assert '<div class="prose" lang="en"><p>We test your device.</p></div>' in page
    assert "Kuvaus on toistaiseksi vain yhdellä kielellä: englanti." in page
    card = client.get("/offerings?place=Kylmälä&lang=fi").text
    assert '<p class="snippet" lang="en">We test your device.</p>' in card
    assert "nglanniksi</span>" in card[card.index("Kylmätestit") : card.index("We test your device.")]


def test_english_readers_read_english_where_there_is_and_the_rest_is_marked(
    member: FlaskClient, client: FlaskClient, app_db: Database
) -> None:
    offering = created(member, app_db, FILLED)
    member.post(f"/institution/offerings/{offering.id}/publish")
    english = client.get(f"/offerings/{offering.id}?lang=en").text
    assert ("<span>Makers of devices</span>" in english, "<span>Call us.</span>" in english) == (True, True)
    assert '<span lang="fi">Kylmälabra</span>' in english
    finnish = client.get(f"/offerings/{offering.id}?lang=fi").text
    assert ("Laitevalmistajat" in finnish, "Makers of devices" in finnish) == (True, False)
    form = member.get(f"/institution/offerings/{offering.id}/edit").text
    assert re.search(r'name="unit_fi"[^>]*value="Kylmälabra"', form)


@pytest.mark.parametrize(("code", "name"), [("fi", "Finnish"), ("en", "English")])
def test_what_is_written_in_a_language_needs_a_title_in_it(member: FlaskClient, code: str, name: str) -> None:
    untitled = {**FILLED, f"title_{code}": "", f"description_{code}": ""}
    bad = member.post("/institution/offerings/new", data=untitled)
    assert f"What is written in {name} needs a title in {name}." in errors(bad.text)


def test_words_in_english_stay_english_beside_a_finnish_title(
    member: FlaskClient, client: FlaskClient, app_db: Database
) -> None:
    both = {**SMALL, "title_fi": "Kylmätestit", "description_fi": "Testaamme.", "how_to_get_en": "Call us."}
    offering = created(member, app_db, both)
    member.post(f"/institution/offerings/{offering.id}/publish")
    finnish = client.get(f"/offerings/{offering.id}?lang=fi").text
    assert '<span lang="en">Call us.</span>' in finnish
    assert "Does not say how to get it" not in member.get(f"/institution/offerings/{offering.id}").text
    only = created(member, app_db, {**SMALL, "unit_en": "Cold lab"})
    assert only.content.told("unit", Language.FI) == ("Cold lab", Language.EN)


def test_still_valid_is_one_press_in_the_list_with_the_day_of_the_last_time(
    member: FlaskClient, app_db: Database
) -> None:
    offering = own(app_db, LISTED)
    app_db.execute(
        "UPDATE offerings SET state = 'published', confirmed_at = '2026-03-01T08:00:00.000000Z' WHERE id = ?",
        [offering.id],
    )
    page = member.get("/institution/offerings").text
    assert ("Confirmed 1 Mar 2026" in page, f"/{offering.id}/confirm" in page) == (True, True)
    pressed = member.post(f"/institution/offerings/{offering.id}/confirm", data={"list": "1"})
    assert pressed.location == "/institution/offerings"
    assert "Confirmed 24 Nov 2026" in member.get("/institution/offerings").text
