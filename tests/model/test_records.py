"""Small rules of the records: which text is shown, when a project is over, who may open what, what an id looks like."""

from datetime import UTC, date, datetime

import pytest

from matchmaker.model.cleaning import clean_line, clean_text
from matchmaker.model.codes import Language
from matchmaker.model.ids import LENGTH, new_id
from matchmaker.model.offering import OfferingContent, OfferingKind, OfferingText
from matchmaker.model.user import Role, User, Viewer

USER = User(
    "u" * 16, "a@example.com", "Aino", Language.FI, datetime(2026, 11, 24, tzinfo=UTC), None, is_demo=False
)
FINNISH, ENGLISH = OfferingText("Hitsaus", "Kokeita."), OfferingText("Welding", "Trials.")


def project(**facts: object) -> OfferingContent:
    texts = {Language.FI: FINNISH, Language.EN: ENGLISH}
    return OfferingContent(**({"kind": OfferingKind.PROJECT, "texts": texts} | facts))  # type: ignore[arg-type]


def test_a_text_is_shown_in_the_readers_language_or_in_the_one_there_is() -> None:
    both = project()
    assert (both.text(Language.EN), both.text_language(Language.EN)) == (ENGLISH, Language.EN)
    only = project(texts={Language.FI: FINNISH})
    assert (only.title(Language.EN), only.text_language(Language.EN)) == ("Hitsaus", Language.FI)
    assert (both.half_translated, only.half_translated) == ((), ())


def test_a_half_translation_takes_the_description_from_the_other_language() -> None:
    half = project(texts={Language.FI: FINNISH, Language.EN: OfferingText("Welding", "")})
    assert half.text(Language.EN) == OfferingText("Welding", "Kokeita.")
    assert (half.text_language(Language.EN), half.description_language(Language.EN)) == (
        Language.EN,
        Language.FI,
    )
    assert half.text(Language.FI) == FINNISH
    assert half.half_translated == (Language.EN,)


def test_a_project_is_open_on_its_last_day_and_over_on_the_next() -> None:
    ends = date(2022, 9, 30)
    assert not project(ends=ends).ended(ends)
    assert project(ends=ends).ended(date(2022, 10, 1))
    assert not project().ended(date(2099, 1, 1))


@pytest.mark.parametrize(
    ("held", "opens"),
    [
        ((), {Role.PUBLIC, Role.SIGNED_IN}),
        ((Role.COMPANY,), {Role.PUBLIC, Role.SIGNED_IN, Role.COMPANY}),
        ((Role.COORDINATOR,), {Role.PUBLIC, Role.SIGNED_IN, Role.COORDINATOR}),
        ((Role.ADMIN,), {Role.PUBLIC, Role.SIGNED_IN, Role.COORDINATOR, Role.ADMIN}),
    ],
)
def test_roles_open_their_own_pages_and_admins_those_of_coordinators_too(
    held: tuple[Role, ...], opens: set[Role]
) -> None:
    viewer = Viewer(USER, frozenset(held))
    assert {role for role in Role if viewer.may_act_as(role)} == opens


def test_a_visitor_opens_public_pages_only() -> None:
    visitor = Viewer(None, frozenset())
    assert {role for role in Role if visitor.may_act_as(role)} == {Role.PUBLIC}


def test_ids_are_of_one_length_readable_aloud_and_never_the_same() -> None:
    made = {new_id() for _ in range(10_000)}
    assert len(made) == 10_000
    assert {len(one) for one in made} == {LENGTH}
    assert not set("lo01") & set("".join(made))


@pytest.mark.parametrize(
    ("typed", "text", "line"),
    [
        ("  a \r\n b\r", "a \n b", "a b"),
        ("a\x00b\x1bc\x7f", "abc", "abc"),
        ("invoice\u202egpj.exe", "invoicegpj.exe", "invoicegpj.exe"),
        ("a\u030a\u00a0\tb", "å\u00a0\tb", "å b"),
        ("\ufeffהמילה 😀 <b>", "המילה 😀 <b>", "המילה 😀 <b>"),
        ("\ud83d", "", ""),
        ("", "", ""),
    ],
)
def test_texts_are_cleaned_of_what_nobody_typed(typed: str, text: str, line: str) -> None:
    assert clean_text(typed) == text
    assert clean_line(typed) == line


@pytest.mark.parametrize("pile", ["\u0301\u0316", "\u0f73", "\u0301\x00\u0316\x00", "\u0344"])
def test_a_pile_of_accents_is_cut_before_it_takes_time_to_sort(pile: str) -> None:
    assert len(clean_text("e" + pile * 8000 + "x")) <= 62
    assert clean_text("e" + "\u0301" * 3) == "é" + "\u0301" * 2, "a few of them stay as they were typed"
