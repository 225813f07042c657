"""The administrator's page of deadlines: all numbers, refusals beside their fields, and two administrators at a time."""

import re

import pytest
from flask.testing import FlaskClient
from sqlite_utils import Database

from matchmaker.store import settings
from matchmaker.web.admin.deadlines import EFFECTS, PARTS
from matchmaker.web.setting_names import NAMES

PAGE = "/admin/deadlines"


def fields(page: str) -> dict[str, str]:
    """Names and values of all fields of the page's form, by the names of the numbers."""
    found = {}
    for tag in re.findall(r"<input[^>]*>", page):
        parts = dict(re.findall(r'(\w+)="([^"]*)"', tag))
        if parts.get("name") in {*settings.NUMBERS, "seen"}:
            found[parts["name"]] = parts.get("value", "").replace("&#34;", '"')
    return found


def error(page: str, key: str) -> str:
    found = re.search(rf'id="{key}-error">.*?</span> (.*?)</p>', page, re.DOTALL)
    return found.group(1).strip() if found else ""


def test_every_number_has_a_field_and_an_explanation(admin: FlaskClient) -> None:
    page = admin.get(PAGE).text
    shown = fields(page)
    assert {key: shown[key] for key in settings.NUMBERS} == {
        key: str(usual) for key, (usual, _least, _most) in settings.NUMBERS.items()
    }
    assert set(EFFECTS) == set(NAMES) == set(settings.NUMBERS) == {key for _t, keys in PARTS for key in keys}
    assert page.count("Usually ") == len(settings.NUMBERS)
    assert "Usually 7; from 1 to 60." in page


def test_a_change_is_kept_and_told_in_the_trail(admin: FlaskClient, app_db: Database) -> None:
    typed = {**fields(admin.get(PAGE).text), "answer_days": " 10 "}
    page = admin.post(PAGE, data=typed, follow_redirects=True).text
    assert ("Saved: 1 number changed." in page, fields(page)["answer_days"]) == (True, "10")
    assert settings.get_number(app_db, "answer_days") == 10
    trail = admin.get("/admin/audit?type=setting&id=answer_days").text
    assert "A deadline or limit was changed" in trail
    assert "Answering a question to both sides, in days: 7 → 10" in trail
    assert "Nothing was changed" in admin.post(PAGE, data=fields(page), follow_redirects=True).text


@pytest.mark.parametrize("typed", ["", "7 days", "-1", "²", "1e3", "9" * 400, "7.5"])
def test_what_is_no_number_is_said_beside_the_field_and_kept(
    admin: FlaskClient, app_db: Database, typed: str
) -> None:
    response = admin.post(
        PAGE, data={**fields(admin.get(PAGE).text), "answer_days": typed, "undo_minutes": "3"}
    )
    assert response.status_code == 422
    assert error(response.text, "answer_days") == "Write a whole number from 1 to 60, without a unit."
    shown = fields(response.text)
    assert (shown["answer_days"], shown["undo_minutes"]) == (typed, "3")
    assert settings.get_number(app_db, "undo_minutes") == 10


def test_numbers_are_compared_with_each_other(admin: FlaskClient) -> None:
    typed = {**fields(admin.get(PAGE).text), "answer_days": "61", "remind_answer_days": "9"}
    page = admin.post(PAGE, data=typed).text
    assert error(page, "answer_days") == "This has to be between 1 and 60."
    assert (
        error(page, "remind_answer_days")
        == "This has to be shorter than “Answering a question about the need, in days” (7)."
    )


def test_the_second_of_two_is_told_what_the_first_changed(admin: FlaskClient, app_db: Database) -> None:
    seen = fields(admin.get(PAGE).text)
    admin.post(PAGE, data={**seen, "answer_days": "10", "undo_minutes": "5"})
    response = admin.post(PAGE, data={**seen, "undo_minutes": "20", "follow_up_days": "30"})
    assert response.status_code == 409
    assert "Answering a question to both sides, in days: 7 → 10" in response.text
    shown = fields(response.text)
    assert (shown["answer_days"], shown["undo_minutes"], shown["follow_up_days"]) == ("10", "20", "30")
    assert settings.get_number(app_db, "undo_minutes") == 5
    assert admin.post(PAGE, data=shown).status_code == 302
    assert settings.list_numbers(app_db) | {"answer_days": 10, "undo_minutes": 20, "follow_up_days": 30} == (
        settings.list_numbers(app_db)
    )


@pytest.mark.parametrize("seen", ["", "[]", "{", '{"answer_days": "x"}', "null"])
def test_a_forged_memory_of_what_was_seen_overwrites_nothing(
    admin: FlaskClient, app_db: Database, seen: str
) -> None:
    typed = {**fields(admin.get(PAGE).text), "seen": seen, "answer_days": "10"}
    assert admin.post(PAGE, data=typed).status_code == 409
    assert settings.get_number(app_db, "answer_days") == 7
