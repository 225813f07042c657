"""The form library's own messages reach people in their language."""

from pathlib import Path

import pytest
import wtforms
from babel.messages.pofile import read_po
from flask import Flask
from wtforms import IntegerField, SelectMultipleField, StringField
from wtforms.validators import Length

from matchmaker.i18n import translator
from matchmaker.web.forms import Form

TEMPLATE = Path(wtforms.__file__).parent / "locale" / "wtforms.pot"


def test_every_message_of_the_library_has_finnish():
    finnish = translator("fi")
    with TEMPLATE.open("rb") as file:
        messages = [message.id for message in read_po(file) if message.id]
    assert len(messages) > 30
    missing = [
        message
        for message in messages
        if (
            finnish.ngettext(*message, 2) == message[1]
            if isinstance(message, tuple)
            else finnish.gettext(message) == message
        )
    ]
    assert missing == []


class Sample(Form):
    """One field of each kind of message: plain, with a number, with a plural."""

    text = StringField(validators=[Length(max=3)])
    number = IntegerField()
    many = SelectMultipleField(choices=lambda: [("a", "A")])


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        (
            "fi",
            {
                "text": ["Tähän mahtuu enintään 3 merkkiä."],
                "number": ["Kirjoita kokonaisluku."],
                "many": ["'b', 'c' eivät ole vaihtoehtojen joukossa."],
            },
        ),
        (
            "en",
            {
                "text": ["Field cannot be longer than 3 characters."],
                "number": ["Not a valid integer value."],
                "many": ["'b', 'c' are not valid choices for this field."],
            },
        ),
    ],
)
def test_messages_follow_the_reader(app: Flask, language: str, expected: dict[str, list[str]]):
    data = {"text": "neljä", "number": "viisi", "many": ["b", "c"]}
    with app.test_request_context(f"/?lang={language}", method="POST", data=data):
        form = Sample()
        form.validate()
        # The library names the wrong choices in the order of a set, another one in each process.
        told = {
            name: [str(error).replace("'c', 'b'", "'b', 'c'") for error in errors]
            for name, errors in form.errors.items()
        }
        assert told == expected


@pytest.mark.parametrize(
    "body", ['{"text": 5}', '{"text": ["a", {}]}', '"text"', "7", "[]", "{", '{"text": "\\ud800"}']
)
def test_json_is_no_form(app: Flask, body: str) -> None:
    with app.test_request_context("/", method="POST", data=body, content_type="application/json"):
        form = Sample()
        assert not form.text.data
        assert form.text.errors == () or form.text.errors == []
