"""What the macros for showing write, given real values."""

import pytest
from jinja2 import UndefinedError

from matchmaker.web.reasons import Shared
from tests.web.macros.conftest import FORMS, Render

STATUS = '{% from "_macros/status.html" import status_chip, band_chip, criteria, notice, tag_list %}'
MATCH = '{% from "_macros/match.html" import match_card, compare, marked, reasons %}'
TABLE = '{% from "_macros/table.html" import data_table, cell, pagination %}'
LAYOUT = (
    '{% from "_macros/layout.html" import timeline, steps, facts, empty_state, page_head, shortcuts_help %}'
)


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
