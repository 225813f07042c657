"""Rows become offerings, and everything that is wrong with any of them is named by line and column."""

import json
from datetime import date
from pathlib import Path

import pytest

from matchmaker.exchange import problems
from matchmaker.exchange.offerings import OfferingRow, read_offerings
from matchmaker.i18n import translator
from matchmaker.model.codes import Help, InstitutionKind, Language, Sector, SizeClass
from matchmaker.model.offering import OfferingContent, OfferingKind, OfferingText, Target
from matchmaker.operations import load_demo

ROW: dict[str, object] = {
    "id": "p1",
    "kind": "project",
    "institution": "Koelaitos",
    "institution_kind": "research-institute",
    "unit": "Hitsauslaboratorio",
    "title_fi": "Hitsauskokeet",
    "description_fi": "Vertaamme menetelmiä.\nTulokset raportoidaan.",
    "keywords": ["hitsaus", "laser", "hitsaus"],
    "helps": ["testing", "student-work"],
    "sectors": ["machinery"],
    "place": "Varkaus",
    "starts": "2026-01-01",
    "ends": "31.12.2026",
    "funder": "EAKR",
    "target_text": "Pohjois-Savon ja Pieksämäen pk-konepajat",
    "target_regions": ["Pohjois-Savo"],
    "target_municipalities": ["Pieksämäki"],
    "target_sectors": ["machinery"],
    "target_sizes": ["micro", "small", "medium"],
    "how_to_get": "Soita.",
    "link": "https://example.com/hitsaus",
    "source": "https://example.com/lista",
    "evidence": "Seen on the page.",
    "confidence": "page",
}


def lines(*rows: dict[str, object]) -> bytes:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()


def found(data: bytes) -> list[tuple[int, str, str]]:
    return [(problem.line, problem.column, problem.message) for problem in read_offerings(data).problems]


def test_a_full_row_becomes_an_offering() -> None:
    file = read_offerings(lines(ROW))
    assert file.problems == ()
    assert file.rows == (
        OfferingRow(
            line=1,
            external_id="p1",
            institution="Koelaitos",
            institution_kind=InstitutionKind.RESEARCH_INSTITUTE,
            source="https://example.com/lista",
            content=OfferingContent(
                kind=OfferingKind.PROJECT,
                texts={
                    Language.FI: OfferingText(
                        "Hitsauskokeet", "Vertaamme menetelmiä.\nTulokset raportoidaan."
                    )
                },
                keywords=("hitsaus", "laser"),
                helps=frozenset({Help.TESTING, Help.STUDENT_WORK}),
                sectors=frozenset({Sector.MACHINERY}),
                unit="Hitsauslaboratorio",
                place="Varkaus",
                starts=date(2026, 1, 1),
                ends=date(2026, 12, 31),
                funder="EAKR",
                target_text="Pohjois-Savon ja Pieksämäen pk-konepajat",
                target=Target(
                    regions=frozenset({"FI1D2"}),
                    municipalities=frozenset({"593"}),
                    sectors=frozenset({Sector.MACHINERY}),
                    sizes=frozenset({SizeClass.MICRO, SizeClass.SMALL, SizeClass.MEDIUM}),
                ),
                how_to_get="Soita.",
                link="https://example.com/hitsaus",
            ),
        ),
    )


def test_csv_with_bars_in_lists_gives_the_same_as_json() -> None:
    cells = {
        name: "|".join(value) if isinstance(value, list) else str(value).replace("\n", " ")
        for name, value in ROW.items()
    }
    csv = ";".join(cells) + "\n" + ";".join(cells.values()) + "\n"
    from_csv = read_offerings(csv.encode("cp1252"))
    from_json = read_offerings(lines(cells))
    assert from_csv.problems == ()
    assert from_csv.rows[0].content == from_json.rows[0].content


def test_names_of_hand_made_catalogues_are_understood() -> None:
    row = {
        "id": "o1",
        "kind": "service",
        "provider": "Koelaitos",
        "title_en": "XR",
        "description_en": "Trials.",
        "category": "student-project",
        "sector": ["xr", "materials", "circular economy"],
        "target_group": "Companies",
        "title_fi": None,
        "source": "general knowledge",
    }
    (only,) = read_offerings(lines(row)).rows
    assert only.institution == "Koelaitos"
    assert only.content.helps == {Help.STUDENT_WORK}
    assert only.content.sectors == {Sector.ICT, Sector.MACHINERY, Sector.CIRCULAR_MINING}
    assert only.content.target_text == "Companies"
    assert only.content.target == Target()
    assert (only.source, only.institution_kind) == ("general knowledge", None)


@pytest.mark.parametrize(
    ("column", "value", "message"),
    [
        ("id", "", problems.MISSING),
        ("id", 7, problems.NOT_A_TEXT),
        ("kind", None, problems.MISSING),
        ("kind", "product", problems.NOT_ALLOWED),
        ("institution", "  ", problems.MISSING),
        ("institution_kind", "school", problems.NOT_ALLOWED),
        ("title_fi", "", problems.HALF_A_TEXT),
        ("description_fi", "", problems.HALF_A_TEXT),
        ("title_fi", "x" * 201, problems.TOO_LONG),
        ("description_fi", "x" * 100_000, problems.TOO_LONG),
        ("keywords", ["a", 1], problems.NOT_A_LIST),
        ("keywords", {"a": 1}, problems.NOT_A_LIST),
        ("keywords", ["a|b"], problems.HAS_BAR),
        ("keywords", [f"word {number}" for number in range(51)], problems.TOO_MANY),
        ("helps", ["welding"], problems.NOT_ALLOWED),
        ("sectors", "energy|magic", problems.NOT_ALLOWED),
        ("target_sizes", ["huge"], problems.NOT_ALLOWED),
        ("target_regions", ["FI9Z9"], problems.NO_REGION),
        ("target_municipalities", ["Kuopio", "Atlantis"], problems.NO_MUNICIPALITY),
        ("starts", "31.2.2026", problems.NOT_A_DAY),
        ("starts", "2026-13-01", problems.NOT_A_DAY),
        ("starts", "12/31/2026", problems.NOT_A_DAY),
        ("starts", "1.1.0026", problems.NOT_A_DAY),
        ("ends", "2025-12-31", problems.ENDS_FIRST),
        ("link", "javascript:alert(1)", problems.NOT_A_LINK),
        ("link", "example.com", problems.NOT_A_LINK),
        ("link", "https://[", problems.NOT_A_LINK),
        ("source", "data:text/html,x", problems.NOT_A_LINK),
        ("titel_fi", "x", problems.UNKNOWN_COLUMN),
    ],
)
def test_a_wrong_value_is_named_by_line_and_column(column: str, value: object, message: str) -> None:
    assert found(lines(ROW, ROW | {"id": "p2", column: value})) == [(2, column, message)]


def test_every_problem_of_every_row_is_reported_in_order_of_lines() -> None:
    bad = ROW | {"kind": "x", "starts": "y", "helps": ["z"], "link": "w"}
    assert found(lines(bad, ROW, bad | {"id": "p3"})) == [
        (line, column, message)
        for line in (1, 3)
        for column, message in (
            ("kind", problems.NOT_ALLOWED),
            ("starts", problems.NOT_A_DAY),
            ("helps", problems.NOT_ALLOWED),
            ("link", problems.NOT_A_LINK),
        )
    ]


def test_a_row_without_any_text_says_that_one_language_is_enough() -> None:
    assert found(lines(ROW | {"title_fi": "", "description_fi": ""})) == [(1, "title_fi", problems.NO_TEXT)]
    english = ROW | {"title_fi": "", "description_fi": "", "title_en": "Welding", "description_en": "Trials."}
    assert found(lines(english)) == []


def test_the_same_id_twice_names_the_first_line() -> None:
    (problem,) = read_offerings(lines(ROW, ROW | {"id": "p2"}, ROW)).problems
    assert (problem.line, problem.column, problem.message) == (3, "id", problems.REPEATED_ID)
    assert problem.params == {"line": 1}


def test_one_institution_of_two_kinds_is_a_problem() -> None:
    assert found(lines(ROW, ROW | {"id": "p2", "institution_kind": "hospital"})) == [
        (2, "institution_kind", problems.KIND_DIFFERS)
    ]


def test_a_csv_heading_is_judged_once() -> None:
    data = b"kind;institution;title_fi;description_fi;colour\n" + b"service;I;T;D;red\n" * 3
    assert found(data) == [(1, "colour", problems.UNKNOWN_COLUMN), (1, "id", problems.MISSING_COLUMN)]
    data = b"id;kind;institution;title_fi;description_fi;colour\n" + b"a;service;I;T;D;red\n"
    assert found(data) == [(1, "colour", problems.UNKNOWN_COLUMN)]


def test_an_unknown_value_is_shown_with_those_that_are_allowed_in_the_readers_language() -> None:
    finnish = translator("fi").gettext
    texts = {
        problem.column: problem.text(finnish)
        for problem in read_offerings(
            lines(
                ROW
                | {"target_sizes": ["huge"], "target_regions": ["Savo"], "target_municipalities": ["Savo"]}
            )
        ).problems
    }
    assert (
        texts["target_sizes"] == "Arvoa ”huge” ei tunneta tässä. Sallitut arvot: micro, small, medium, large."
    )
    assert "FI1D2 Pohjois-Savo" in texts["target_regions"]
    assert "297 tai Kuopio" in texts["target_municipalities"]


def test_control_characters_overrides_and_half_surrogates_are_cleaned_away() -> None:
    row = ROW | {
        "title_fi": "  Hitsaus\tkokeet\u202e\x07 ",
        "description_fi": "Rivi\r\ntoinen\x1b[31m \ud800 😀 שלום <script>alert(1)</script>",
    }
    data = "".join(json.dumps(row) + "\n").encode()
    (only,) = read_offerings(data).rows
    assert only.content.texts[Language.FI] == OfferingText(
        "Hitsaus kokeet", "Rivi\ntoinen[31m  😀 שלום <script>alert(1)</script>"
    )


@pytest.mark.parametrize("text", ["'", '"', '"; DROP TABLE offerings; --', "😀" * 50, "%s %(x)s {}"])
def test_odd_texts_are_kept_as_they_are(text: str) -> None:
    (only,) = read_offerings(lines(ROW | {"title_fi": text})).rows
    assert only.content.texts[Language.FI].title == text


def test_the_demo_catalogue_is_without_problems_and_carries_what_its_texts_say() -> None:
    file = read_offerings(Path(load_demo.CATALOGUE).read_bytes())
    assert file.problems == ()
    rows = {row.external_id: row for row in file.rows}
    assert len(rows) == 138
    assert len({row.institution for row in file.rows}) == 40
    assert all(
        row.source and row.institution_kind and row.content.helps and row.content.sectors for row in file.rows
    )
    newtech = rows["o002"].content
    assert newtech.target == Target(
        regions=frozenset({"FI1D2"}),
        municipalities=frozenset({"593"}),
        sizes=frozenset({SizeClass.MICRO, SizeClass.SMALL, SizeClass.MEDIUM}),
    )
    assert newtech.ended(date(2026, 11, 24))
    assert rows["o001"].content.target.regions == {"FI1D2"}
    assert rows["o044"].content.target == Target()
