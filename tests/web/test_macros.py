"""What the macros write, given real forms and values."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask, render_template_string
from jinja2 import UndefinedError
from werkzeug.datastructures import MultiDict

from matchmaker.web.reasons import Shared
from tests.web.style.app import StyleForm, create_style_app
from tests.web.style.elements import Element, parse

Render = Callable[..., Element]

FORMS = (
    '{% from "_macros/forms.html" import error_summary, post_form, field, choice_group, button_form, link_button,'
    " filters %}"
)
STATUS = '{% from "_macros/status.html" import status_chip, band_chip, criteria, notice, tag_list %}'
MATCH = '{% from "_macros/match.html" import match_card, compare, marked, reasons %}'
TABLE = '{% from "_macros/table.html" import data_table, cell, pagination %}'
LAYOUT = (
    '{% from "_macros/layout.html" import timeline, steps, facts, empty_state, page_head, shortcuts_help %}'
)


@pytest.fixture
def app() -> Flask:
    return create_style_app()


@pytest.fixture
def render(app: Flask) -> Iterator[Render]:
    def rendered(source: str, **values: object) -> Element:
        return parse(render_template_string(source, **values))

    with app.test_request_context("/?lang=en"):
        yield rendered


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


# Fields


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


# Choices


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


# Errors, buttons


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


def test_link_that_looks_like_a_button_is_a_link_and_names_its_object(render: Render) -> None:
    page = render(FORMS + '{{ link_button("Go on", "/d/1", about="Welding") }}')
    link = page.one("a", href="/d/1", class_="button")
    assert link.text == "Go on: Welding"


def test_filters_are_open_and_counted_while_in_force(render: Render) -> None:
    source = FORMS + '{% call filters("/c", clear_url="/c", active=n) %}x{% endcall %}'
    off, on = render(source, n=0).one("details"), render(source, n=2).one("details")
    assert ("open" in off.attributes, "open" in on.attributes) == (False, True)
    assert on.one("summary").text == "Filter 2 filters on"
    assert [link.text for link in on.all("a")] == ["Clear filters"]
    assert off.all("a") == []


# States


def test_every_tone_has_words_and_a_shape_of_its_own(render: Render) -> None:
    shapes = set()
    for tone in ("neutral", "waiting", "good", "stopped", "attention"):
        chip = render(STATUS + '{{ status_chip("Words", tone) }}', tone=tone).one("span", class_="chip")
        assert chip.text == "Words"
        shapes.add(frozenset(chip.one("svg", aria_hidden="true").classes))
    assert len(shapes) == 5


def test_unknown_tone_is_a_mistake(render: Render) -> None:
    with pytest.raises(UndefinedError):
        render(STATUS + '{{ status_chip("Words", "purple") }}')


@pytest.mark.parametrize(
    ("band", "words", "bars"),
    [("strong", "Strong match", 3), ("possible", "Possible match", 2), ("weak", "Weak match", 1)],
)
def test_band_is_words_and_a_number_of_bars(render: Render, band: str, words: str, bars: int) -> None:
    chip = render(STATUS + "{{ band_chip(band) }}", band=band).one("span", class_="chip")
    assert chip.text == words
    assert len(chip.all("rect", class_="bar-on")) == bars


def test_criteria_say_their_verdict_in_words(render: Render) -> None:
    items = [
        {"label": "Region", "verdict": "MATCH", "text": "North Savo"},
        {"label": "Size", "verdict": "gap", "text": ""},
        {"label": "Sector", "verdict": "unknown", "text": ""},
    ]
    page = render(STATUS + "{{ criteria(items) }}", items=items)
    assert [item.text for item in page.all("li")] == [
        "Region Fits North Savo",
        "Size Does not fit",
        "Sector Not known",
    ]


def test_notice_names_its_kind_for_those_who_do_not_see_it(render: Render) -> None:
    page = render(
        STATUS + '{{ notice("Lost.", kind="error") }}{% call notice(title="Ok") %}<p>Body</p>{% endcall %}'
    )
    assert [box.text for box in page.all("div", class_="notice")] == ["Error: Lost.", "Information: Ok Body"]


# Matches


def test_marked_numbers_the_pairs_and_escapes_the_text(render: Render) -> None:
    segments = [("a <script> & ", None), ("savukaasun", 1), (" b", None), ("mittaus", 2)]
    page = render(MATCH + "{{ marked(segments) }}", segments=segments)
    assert [(mark.text, mark["data-pair"]) for mark in page.all("mark")] == [
        ("savukaasun shared word 1", "1"),
        ("mittaus shared word 2", "2"),
    ]
    assert page.text == "a <script> & savukaasun shared word 1 bmittaus shared word 2"
    assert page.all("script") == []


def test_marked_adds_no_spaces_of_its_own(render: Render) -> None:
    page = render(MATCH + '<p>{{ marked([("lämpö", 1), ("pumppu\n ja", none)]) }}</p>')
    plain = "".join(part for part in page.one("span", class_="marked").inside if isinstance(part, str))
    assert plain == "pumppu\n ja"


def test_ended_offering_says_so_in_words(render: Render) -> None:
    page = render(MATCH + '{{ match_card("NewTech", href="/o/1", provider="Savonia", ended=true) }}')
    card = page.one("article", class_="is-ended")
    assert card.text == "Ended NewTech Savonia"
    assert card.one("h2").one("a")["href"] == "/o/1"


def test_match_card_shows_why_and_holds_the_actions(render: Render) -> None:
    page = render(
        MATCH + '{% call match_card("T", band="possible", words=words, chips=["Energy"],'
        ' level=3, lang="fi", scope=true) %}'
        "<button>Go</button>{% endcall %}",
        words=Shared(["hitsaus = welding"], ["pumput"], ["liittäminen"]),
    )
    card = page.one("article")
    assert "data-shortcut-scope" in card.attributes
    assert card.one("h3")["lang"] == "fi"
    assert card.text == (
        "Possible match In Finnish T Shared words: hitsaus = welding From the company's profile: pumput"
        " The same field: liittäminen Energy Go"
    )


def test_card_says_when_no_word_tells_why(render: Render) -> None:
    source = MATCH + '{{ match_card("T", words=words) }}'
    assert "only the subject is near" in render(source, words=Shared([], [], [], vague=True)).text
    assert render(source, words=Shared([], [], [])).one("article").text == "T", "added by hand"


def test_compare_asks_for_both_sides(render: Render) -> None:
    page = render(
        MATCH + '{% call(side) compare("Need", "Offering", "L", "R") %}<p>{{ side }}</p>{% endcall %}'
    )
    assert [side.text for side in page.all("section")] == ["L Need left", "R Offering right"]


def test_reasons_give_share_as_figure_beside_the_bar(render: Render) -> None:
    items = [
        {"number": 1, "text": "hitsaus = welding", "share": 62},
        {"number": None, "text": "the rest", "share": 38},
    ]
    page = render(MATCH + "{{ reasons(items) }}", items=items)
    rows = page.one("tbody").all("tr")
    assert [row.text for row in rows] == ["1 hitsaus = welding 62 %", "– the rest 38 %"]
    assert rows[0].one("rect", class_="share-fill")["width"] == "62"


# Tables


def test_table_keeps_its_roles_and_names_each_cell(render: Render) -> None:
    page = render(TABLE + '{{ data_table(["Need", "Days"], [["<i>", 3]], "Waiting", numeric=[1]) }}')
    table = page.one("table", role="table")
    assert table.one("caption").text == "Waiting"
    head = table.one("th", scope="row", role="rowheader")
    value = table.one("td", role="cell")
    assert (head["data-label"], head.text, value["data-label"], value.text) == ("Need", "<i>", "Days", "3")
    assert "numeric" in value.classes


def test_table_rows_may_be_written_by_the_caller(render: Render) -> None:
    page = render(
        TABLE + '{% call(row) data_table(["Need", "State"], ["A", "B"], "My needs") %}'
        '{% call cell("Need", head=true) %}<a href="/{{ row }}">{{ row }}</a>{% endcall %}\n'
        '{{ cell("State", "x") }}{% endcall %}'
    )
    assert [link["href"] for link in page.one("tbody").all("a")] == ["/A", "/B"]
    assert [row.text for row in page.one("tbody").all("tr")] == ["A x", "B x"]


def test_pages_keep_the_other_values_of_the_query(render: Render) -> None:
    page = render(TABLE + '{{ pagination(2, 3, "style", {"q": "ääni & melu"}) }}')
    assert [link["href"] for link in page.all("a")] == [
        "/?q=%C3%A4%C3%A4ni+%26+melu&page=1",
        "/?q=%C3%A4%C3%A4ni+%26+melu&page=3",
    ]
    assert "Page 2 of 3" in page.text


def test_single_page_needs_no_pagination(render: Render) -> None:
    assert render(TABLE + '{{ pagination(1, 1, "style") }}').text == ""


# Larger pieces


def test_timeline_says_in_words_what_is_done_now_and_next(render: Render) -> None:
    items = [
        {"title": "Sent", "when": "1.2.2026", "text": "", "state": "done"},
        {"title": "Read", "when": "", "text": "By us.", "state": "now"},
        {"title": "Met", "when": "", "text": "", "state": "next"},
    ]
    page = render(LAYOUT + "{{ timeline(items) }}", items=items)
    assert [item.text for item in page.all("li")] == [
        "Sent (done) 1.2.2026",
        "Read (now) By us.",
        "Met (still to come)",
    ]
    assert [item.get("aria-current") for item in page.all("li")] == [None, "step", None]


def test_steps_mark_the_current_one(render: Render) -> None:
    page = render(LAYOUT + '{{ steps(["Need", "Company", "Send"], 2) }}')
    assert [item.get("aria-current") for item in page.all("li")] == [None, "step", None]


def test_facts_leave_out_what_is_not_known(render: Render) -> None:
    page = render(LAYOUT + '{{ facts([("Name", "Oy"), ("Site", none), ("Note", ""), ("Count", 0)]) }}')
    assert [(term.text) for term in page.all("dt")] == ["Name", "Count"]


def test_empty_state_says_what_to_do_next(render: Render) -> None:
    page = render(LAYOUT + '{{ empty_state("No needs", "Two minutes.", "/new", "Describe one") }}')
    assert page.text == "No needs Two minutes. Describe one"
    assert page.one("a")["href"] == "/new"


def test_shortcuts_help_stays_hidden_until_the_script_runs(render: Render) -> None:
    page = render(LAYOUT + '{{ shortcuts_help([("a", "Approve")]) }}')
    assert "hidden" in page.one("details").attributes
    assert page.one("button", aria_pressed="true", type="button").text == "Use keyboard shortcuts"
