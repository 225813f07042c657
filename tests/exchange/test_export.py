"""What is exported can be imported again, and no cell runs as a formula."""

import csv
import io
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchmaker.exchange.export import offerings_to_csv, offerings_to_json_lines
from matchmaker.exchange.offerings import read_offerings
from matchmaker.model.cleaning import clean_line
from matchmaker.model.codes import Help, InstitutionKind, Language, Sector, SizeClass
from matchmaker.model.offering import (
    Offering,
    OfferingContent,
    OfferingKind,
    OfferingState,
    OfferingText,
    Target,
)

KINDS = {"i" * 16: InstitutionKind.UNIVERSITY}
MOMENT = datetime(2026, 11, 24, tzinfo=UTC)


def offering(content: OfferingContent, external_id: str | None = "x1") -> Offering:
    return Offering(
        id="o" * 16,
        institution_id="i" * 16,
        institution_name="Koelaitos",
        external_id=external_id,
        state=OfferingState.PUBLISHED,
        version_id="v" * 16,
        version_number=1,
        content=content,
        source="https://example.com/",
        confirmed_at=None,
        is_demo=False,
        created_at=MOMENT,
        changed_at=MOMENT,
    )


FULL = OfferingContent(
    kind=OfferingKind.PROJECT,
    texts={
        Language.FI: OfferingText("Työ; ja", 'Kaksi\nriviä "näin"'),
        Language.EN: OfferingText("Work", "One, line", "Unit", "Everybody", "Call\nand ask"),
    },
    keywords=("c", "a", "b"),
    helps=frozenset({Help.TESTING, Help.ANALYSIS}),
    sectors=frozenset({Sector.ENERGY}),
    unit="Yksikkö",
    place="Kuopio, Varkaus",
    starts=date(2026, 1, 1),
    ends=date(2026, 12, 31),
    funder="EAKR",
    target_text="Kaikille",
    target=Target(
        regions=frozenset({"FI1D2"}),
        municipalities=frozenset({"091", "593"}),
        sectors=frozenset({Sector.FOOD}),
        sizes=frozenset({SizeClass.MICRO}),
    ),
    how_to_get="Soita\nja kysy",
    link="https://example.com/a",
)


@pytest.mark.parametrize("write", [offerings_to_csv, offerings_to_json_lines])
def test_an_export_is_imported_as_it_was(write: object) -> None:
    assert callable(write)
    file = read_offerings(write([offering(FULL)], KINDS))
    assert file.problems == ()
    assert [(row.external_id, row.institution, row.institution_kind, row.content) for row in file.rows] == [
        ("x1", "Koelaitos", InstitutionKind.UNIVERSITY, FULL)
    ]


def test_an_offering_written_here_is_exported_under_its_own_id() -> None:
    (row,) = read_offerings(offerings_to_json_lines([offering(FULL, None)], KINDS)).rows
    assert row.external_id == "o" * 16


@given(st.text(st.sampled_from("=+-@'a \t|;\""), min_size=1, max_size=6))
def test_no_cell_of_a_csv_begins_as_a_formula_and_the_text_comes_back(text: str) -> None:
    title = clean_line(text)
    if not title:
        return
    content = OfferingContent(kind=OfferingKind.SERVICE, texts={Language.FI: OfferingText(title, title)})
    data = offerings_to_csv([offering(content)], KINDS)
    cells = [cell for row in csv.reader(io.StringIO(data.decode("utf-8-sig")), delimiter=";") for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]
    (row,) = read_offerings(data).rows
    assert row.content.texts[Language.FI] == OfferingText(title, title)
