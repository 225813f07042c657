"""Fields, errors and buttons of every form."""

from collections.abc import Iterator

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict

from tests.web.macros.conftest import FORMS, Render
from tests.web.style.app import StyleForm
from tests.web.style.elements import parse


@pytest.fixture
def english(app: Flask) -> Iterator[Flask]:
    with app.test_request_context("/?lang=en"):
        yield app


@pytest.fixture
def empty(english: Flask) -> StyleForm:
    return StyleForm(meta={"csrf": False})


@pytest.fixture
def wrong(english: Flask) -> StyleForm:
    form = StyleForm(MultiDict({"description": "<b>more than twenty characters</b>"}), meta={"csrf": False})
    assert not form.validate()
    return form


def test_label_and_hint_belong_to_the_field(render: Render, empty: StyleForm) -> None:
    page = render(FORMS + '{{ field(form.title, hint="As on the phone.") }}', form=empty)
    control = page.one("input")
    assert page.one("label")["for"] == control["id"] == "title"
    assert control["aria-describedby"] == "title-hint"
    assert page.with_id("title-hint").text == "As on the phone."
    assert control.get("aria-invalid") is None


def test_error_is_tied_to_its_field_and_says_error_in_words(render: Render, wrong: StyleForm) -> None:
    page = render(FORMS + '{{ field(form.title, hint="As on the phone.") }}', form=wrong)
    control = page.one("input")
    assert (control["aria-invalid"], control["aria-describedby"]) == ("true", "title-hint title-error")
    assert page.with_id("title-error").text == "Error: Write what you need."


def test_field_without_hint_or_error_describes_nothing(render: Render, empty: StyleForm) -> None:
    page = render(FORMS + "{{ field(form.title) }}", form=empty)
    assert page.one("input").get("aria-describedby") is None


def test_optional_is_said_in_words_and_can_be_left_out(render: Render, empty: StyleForm) -> None:
    page = render(
        FORMS
        + "{{ field(form.title) }}{{ field(form.people) }}{{ field(form.municipality, optional=false) }}",
        form=empty,
    )
    assert [label.text for label in page.all("label")] == [
        "In one sentence, what do you need?",
        "How many people work with you? (optional)",
        "Municipality",
    ]


def test_typed_text_is_kept_and_escaped(render: Render, wrong: StyleForm) -> None:
    page = render(FORMS + "{{ field(form.description, rows=4) }}", form=wrong)
    area = page.one("textarea")
    assert (area.text, area["rows"]) == ("<b>more than twenty characters</b>", "4")
    assert page.all("b") == []


def test_checkbox_stands_before_its_words(render: Render, wrong: StyleForm) -> None:
    page = render(FORMS + "{{ field(form.consent) }}", form=wrong)
    label = page.one("label")
    assert (label["for"], label.text) == ("consent", "My need may be shown to research institutions")
    box = label.one("input", type="checkbox")
    assert (box["aria-invalid"], box["aria-describedby"]) == ("true", "consent-hint consent-error")
    assert page.with_id("consent-hint").text == "You can take this back at any time."


def test_checkboxes_have_a_legend_and_keep_what_was_chosen(render: Render, english: Flask) -> None:
    form = StyleForm(MultiDict([("help", "testing"), ("help", "piloting")]), meta={"csrf": False})
    page = render(FORMS + '{{ choice_group(form.help, hint="All that fit.") }}', form=form)
    group = page.one("fieldset", id="help")
    assert group.one("legend").text == "What kind of help?"
    assert group["aria-describedby"] == "help-hint"
    boxes = group.all("input", type="checkbox", name="help")
    assert [box["value"] for box in boxes if "checked" in box.attributes] == ["testing", "piloting"]
    assert len(boxes) == 7


def test_error_of_radios_is_tied_to_the_group(render: Render, wrong: StyleForm) -> None:
    page = render(FORMS + '{{ choice_group(form.urgency, hints={"now": "We call."}) }}', form=wrong)
    group = page.one("fieldset", role="radiogroup")
    assert (group["aria-invalid"], group["aria-describedby"]) == ("true", "urgency-error")
    assert page.with_id("urgency-error").text == "Error: Choose how soon."
    first, second, _third = group.all("input", type="radio")
    assert (first["aria-describedby"], second.get("aria-describedby")) == ("urgency-0-hint", None)
    assert [label["for"] for label in group.all("label")] == ["urgency-0", "urgency-1", "urgency-2"]


def test_valid_form_has_no_error_summary(render: Render, empty: StyleForm) -> None:
    assert render(FORMS + "{{ error_summary(form) }}", form=empty).text == ""


def test_error_summary_takes_focus_and_leads_to_every_field(english: Flask) -> None:
    page = parse(english.test_client().get("/errors?lang=en").text)
    summary = page.one("div", role="alert")
    assert summary["tabindex"] == "-1"
    assert "autofocus" in summary.attributes
    links = {link.text: link["href"] or "" for link in summary.all("a")}
    assert list(links) == [
        "Write what you need.",
        "Shorten the text to 20 characters.",
        "Write your e-mail address.",
        "Choose at least one kind of help.",
        "Choose how soon.",
        "We need your permission to look for a partner.",
    ]
    for href in links.values():
        page.with_id(href.removeprefix("#"))


def test_forms_carry_a_token_and_use_our_own_errors(render: Render, english: Flask) -> None:
    page = render(FORMS + "{% call post_form(form, upload=true) %}x{% endcall %}", form=StyleForm())
    form = page.one("form", method="post", enctype="multipart/form-data")
    assert "novalidate" in form.attributes
    assert form.one("input", type="hidden", name="csrf_token")["value"]


def test_one_button_form_posts_token_and_values_and_names_its_object(render: Render) -> None:
    page = render(
        FORMS
        + '{{ button_form("/m/1", "Approve", values={"state": "approved"}, shortcut="a", about="Welding & co") }}'
    )
    form = page.one("form", method="post", action="/m/1")
    values = {field["name"]: field["value"] for field in form.all("input", type="hidden")}
    assert values.pop("csrf_token")
    assert values == {"state": "approved"}
    button = form.one("button", type="submit")
    assert button.text == "Approve: Welding & co a"
    assert (button["data-shortcut"], button["aria-keyshortcuts"]) == ("a", "a")
