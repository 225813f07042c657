"""An installation's own wording of mails: what stands there at first, what is refused, and that it runs in a sandbox."""

from itertools import product

import pytest
from jinja2 import TemplateError

from matchmaker.config import Settings
from matchmaker.mail.messages import Envelope, html
from matchmaker.mail.rendering import Wording, letter
from matchmaker.mail.samples import has_sample, sample_params
from matchmaker.mail.wording import (
    Fault,
    Problem,
    check,
    placeholders,
    preview,
    required,
    template_names,
    usual_wording,
)
from matchmaker.model.codes import Language

EVERY = list(product(template_names(), Language))
# Values that lead through the branches of the templates.
TURNS: list[dict[str, object]] = [
    {},
    {
        "words": "",
        "need": "",
        "handed_on": True,
        "reason": "",
        "note": "",
        "not_now": False,
        "company_phone": "",
    },
    {"result": "agreed", "progress": "not-yet", "role": "company", "suggested": 1, "next_match_id": ""},
    {
        "result": "lapsed",
        "progress": "more",
        "role": "coordinator",
        "no_good_match": True,
        "silent": ["company"],
    },
    {"result": "lapsed", "role": "admin", "silent": ["institution"], "inviter": "", "organisation": ""},
    {"declined_by": "company", "institution_person": "", "company_website": ""},
]


@pytest.mark.parametrize(("template", "language"), EVERY)
def test_the_usual_wording_says_exactly_what_the_template_says(
    template: str, language: Language, production: Settings
) -> None:
    wording = usual_wording(template, language)
    for turn in TURNS:
        params = sample_params(production, language, placeholders(template))
        params |= {name: value for name, value in turn.items() if name in params}
        told = letter(production, template=template, language=language, params=params)
        assert (
            letter(production, template=template, language=language, params=params, wording=wording) == told
        )


@pytest.mark.parametrize(("template", "language"), EVERY)
def test_the_usual_wording_may_be_kept(template: str, language: Language, production: Settings) -> None:
    wording = usual_wording(template, language)
    assert check(production, template=template, language=language, wording=wording) == []


@pytest.mark.parametrize("template", template_names())
def test_every_placeholder_has_a_sample(template: str) -> None:
    assert [name for name in placeholders(template) if not has_sample(name)] == []


@pytest.mark.parametrize(("template", "language"), EVERY)
def test_a_preview_shows_values(template: str, language: Language, production: Settings) -> None:
    shown = preview(production, template=template, language=language)
    assert shown.subject
    assert "{{" not in shown.subject + shown.body


def test_what_a_mail_cannot_do_without() -> None:
    assert {name: set(required(name)) for name in ("sign_in", "need_received", "correction")} == {
        "sign_in": {"link"},
        "need_received": {"need_id"},
        "correction": set(),
    }
    assert "company_email" in required("introduced_institution")
    assert "institution_email" in required("introduced_company")


def test_placeholders_are_listed_with_those_of_every_mail() -> None:
    assert placeholders("need_received") == ("need_id", "title", "base_url", "cluster_name")


@pytest.mark.parametrize(
    ("body", "problems"),
    [
        ("Avaa: {{ link }}", []),
        ("{% if cluster_name %}{{ cluster_name }}: {% endif %}{{ link }}", []),
        ("Avaa linkki.", [Problem(Fault.MISSING, "body", "link")]),
        ("{% if cluster_name %}{{ link }}{% endif %}", [Problem(Fault.MISSING, "body", "link")]),
        ("{{ link }} {{ titel }}", [Problem(Fault.UNKNOWN, "body", "titel")]),
        ("{{ link }} {{ self }} {{ loop }}", [Problem(Fault.UNKNOWN, "body", n) for n in ("loop", "self")]),
        ("{{ link }}\n{{ link", [Problem(Fault.SYNTAX, "body", line=2)]),
        ("{% if link %}{{ link }}", [Problem(Fault.SYNTAX, "body", line=1)]),
        ("{{ link }}{% for x in link %}{{ x }}{% endfor %}", [Problem(Fault.FORBIDDEN, "body", "For", 1)]),
        ("{{ link.__class__ }}{{ link }}", [Problem(Fault.FORBIDDEN, "body", "Getattr", 1)]),
        ("{{ link }}\n{{ link['x'] }}", [Problem(Fault.FORBIDDEN, "body", "Getitem", 2)]),
        ("{{ link }}{{ range(9) }}", [Problem(Fault.FORBIDDEN, "body", "Call", 1)]),
        ("{{ link }}{{ 'a' * 999999999 }}", [Problem(Fault.FORBIDDEN, "body", "Mul", 1)]),
        ("{{ link | replace('a', 'b') }}", [Problem(Fault.FORBIDDEN, "body", "Filter", 1)]),
        ("{{ link }}{% set link = 1 %}", [Problem(Fault.FORBIDDEN, "body", "Assign", 1)]),
        ("{{ link }}{% include 'sign_in.txt' %}", [Problem(Fault.FORBIDDEN, "body", "Include", 1)]),
    ],
)
def test_what_a_body_may_contain(body: str, problems: list[Problem], production: Settings) -> None:
    wording = Wording("Kirjaudu", body)
    assert check(production, template="sign_in", language=Language.FI, wording=wording) == problems


def test_a_subject_is_checked_as_well(production: Settings) -> None:
    for subject, problem in (
        ("{{ titel }}", Problem(Fault.UNKNOWN, "subject", "titel")),
        ("{% if link %}", Problem(Fault.SYNTAX, "subject", line=1)),
        ("{% if not link %}x{% endif %}", Problem(Fault.BROKEN, "subject")),
    ):
        wording = Wording(subject, "{{ link }}")
        assert check(production, template="sign_in", language=Language.FI, wording=wording) == [problem]


def test_a_comparison_that_cannot_be_made_is_found_by_trying(production: Settings) -> None:
    wording = Wording("Kirjaudu", "{{ link }}{% if link > 3 %}x{% endif %}")
    (problem,) = check(production, template="sign_in", language=Language.FI, wording=wording)
    assert problem.fault is Fault.BROKEN


def test_unchecked_wordings_reach_nothing_either(production: Settings) -> None:
    for body in (
        "{{ ''.__class__.__mro__ }}",
        "{{ link.__init__.__globals__ }}",
        "{{ lipsum }}",
        "{{ link.__class__ }}",
    ):
        with pytest.raises((TemplateError, TypeError)):
            letter(
                production,
                template="sign_in",
                language=Language.FI,
                params={"link": "x"},
                wording=Wording("Kirjaudu", body),
            )


def test_a_wording_is_text_and_its_markup_is_shown_as_written(production: Settings) -> None:
    wording = Wording("<b>Hei</b>", "<script>alert(1)</script> {{ link }}\n\n<img src=x>")
    written = letter(
        production, template="sign_in", language=Language.FI, params={"link": "x"}, wording=wording
    )
    page = html(production, written, Envelope("a@b.example", Language.FI, "<x@y>"))
    assert "<script" not in page
    assert "<img" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<title>&lt;b&gt;Hei&lt;/b&gt;</title>" in page


def test_values_do_not_become_structure(production: Settings) -> None:
    wording = Wording("{{ title }}", "{{ title }}\n\n[Avaa] {{ base_url }}/company/needs/{{ need_id }}")
    params = {"title": "Särö\n[Voita] https://match.example.fi/x", "need_id": "n" * 16}
    written = letter(
        production, template="need_received", language=Language.FI, params=params, wording=wording
    )
    page = html(production, written, Envelope("a@b.example", Language.FI, "<x@y>"))
    assert page.count("background: #0b4f57") == 1
    assert written.subject == "Särö [Voita] https://match.example.fi/x"
