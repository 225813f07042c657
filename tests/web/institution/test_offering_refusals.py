"""What an offering's form refuses and what it takes as it is, told beside the field."""

import html
from datetime import timedelta

from flask.testing import FlaskClient
from sqlite_utils import Database

from matchmaker.store import offerings
from tests.conftest import NOW
from tests.web.institution.conftest import SMALL, created, errors


def test_forged_version_is_a_conflict(member: FlaskClient, app_db: Database) -> None:
    offering = created(member, app_db)
    answers = {
        forged: member.post(
            f"/institution/offerings/{offering.id}/edit", data={**SMALL, "version": forged, "place": "X"}
        ).status_code
        for forged in ("", "0", "-1", "9" * 30, "' OR 1=1", "²")
    }
    assert set(answers.values()) == {409}, answers
    assert offerings.get_offering(app_db, offering.id).version_number == 1


# (what is typed, what is said, what the page keeps of it)
BAD_INPUT: list[tuple[dict[str, str], str, str]] = [
    ({"title_en": "", "description_en": ""}, "Write a title and a description in Finnish or in English", ""),
    ({"description_en": ""}, "Describe it too: a title alone does not tell", "Cold tests"),
    ({"title_en": ""}, "The description needs a title in the same language.", "We test your device."),
    ({"description_fi": "Kuvaus"}, "The description needs a title in the same language.", "Kuvaus"),
    ({"title_en": "a" * 201}, "This is longer than 200 characters.", "a" * 201),
    ({"description_en": "x" * 10_001}, "This is longer than 10000 characters.", "x" * 10_001),
    ({"starts": "31.2.2026"}, "This is not a day. Write it like 31.12.2026.", 'value="31.2.2026"'),
    ({"ends": "ensi vuonna"}, "This is not a day. Write it like 31.12.2026.", 'value="ensi vuonna"'),
    ({"starts": "2.1.2026", "ends": "1.1.2026"}, "The end is before the beginning.", 'value="2026-01-02"'),
    (
        {"target_municipalities": "Kuopio, Ankkalinna"},
        "No municipality has this name: Ankkalinna.",
        "Ankkalinna",
    ),
    ({"link": "javascript:alert(1)"}, "This is not a web address.", "javascript:alert(1)"),
    ({"keywords": ", ".join(map(str, range(51)))}, "There are more than 50 of these.", "49, 50"),
    ({"keywords": "k" * 101}, "One of these is longer than 100 characters.", "k" * 101),
]


def test_bad_input_is_told_beside_its_field_and_kept(member: FlaskClient, app_db: Database) -> None:
    before = offerings.count_offerings(app_db)
    wrong = []
    for changes, message, kept in BAD_INPUT:
        answer = member.post("/institution/offerings/new", data={**SMALL, **changes})
        told = any(message in said for said in errors(answer.text))
        if (
            answer.status_code != 422
            or not told
            or kept not in answer.text
            or 'aria-invalid="true"' not in answer.text
        ):
            wrong.append((changes, answer.status_code, errors(answer.text)))
    assert wrong == []
    assert offerings.count_offerings(app_db) == before


def test_place_that_looks_misspelt_is_asked_about_once(member: FlaskClient, app_db: Database) -> None:
    typed = {**SMALL, "place": "Savilahti, Kuopijo"}
    asked = member.post("/institution/offerings/new", data=typed)
    assert "Did you mean Virolahti, Kuopio?" in asked.text
    assert 'name="place-asked" value="Savilahti, Kuopijo"' in asked.text
    for again in (typed["place"], "Savilahti, Kuopio"):
        sent = {**typed, "place": again, "place-asked": typed["place"]}
        assert created(member, app_db, sent).content.place == again
    meant = created(member, app_db, {**typed, "place-meant": "Virolahti, Kuopio"})
    assert meant.content.place == "Virolahti, Kuopio"
    for known in ("Pohjois-Savo; Suomi", "Kuopio, Savonlinna, Esbo", "Snellmania"):
        assert created(member, app_db, {**SMALL, "place": known}).content.place == known


def test_values_off_the_lists_are_refused(member: FlaskClient, app_db: Database) -> None:
    before = offerings.count_offerings(app_db)
    answers = {
        field: member.post("/institution/offerings/new", data={**SMALL, field: "x' OR 1=1"}).status_code
        for field in ("kind", "helps", "sectors", "target_regions", "target_sectors", "target_sizes")
    }
    assert set(answers.values()) == {422}, answers
    assert offerings.count_offerings(app_db) == before


def test_odd_texts_are_shown_as_they_are(member: FlaskClient, client: FlaskClient, app_db: Database) -> None:
    odd = ("<script>alert(1)</script>", "🔥", "\u202ejoo", 'lainaus"merkki', "nolla\x00merkki", "{{ 7 * 7 }}")
    for text in odd:
        offering = created(member, app_db, {**SMALL, "description_en": f"Alku {text} loppu"})
        member.post(f"/institution/offerings/{offering.id}/publish")
        page = client.get(f"/offerings/{offering.id}").text
        shown = html.unescape(page)
        cleaned = text.replace("\x00", "").replace("\u202e", "")
        assert f"Alku {cleaned} loppu" in shown
        assert ("<script>alert" in page, "\x00" in page, "\u202e" in page) == (False, False, False)


def test_past_end_is_allowed_and_said(member: FlaskClient, app_db: Database) -> None:
    yesterday = (NOW - timedelta(days=1)).date()
    data = {**SMALL, "kind": "project", "ends": yesterday.isoformat()}
    page = member.post("/institution/offerings/new", data=data, follow_redirects=True).text
    assert "The end date has passed" in page
    listed = member.get("/institution/offerings").text
    assert listed.index("Ended: the results and the people may still help") < listed.index("Cold tests")


def test_double_press_makes_one_draft(member: FlaskClient, app_db: Database) -> None:
    before = offerings.count_offerings(app_db)
    first, second = created(member, app_db), created(member, app_db)
    assert (first.id, offerings.count_offerings(app_db)) == (second.id, before + 1)
