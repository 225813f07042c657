"""What an institution learns of what is asked for: numbers that tell of nobody, and why its own offerings did not suit."""

import pytest
from flask.testing import FlaskClient
from sqlite_utils import Database

from matchmaker.model.codes import Help, Language, Sector
from matchmaker.model.match import MatchState, RejectReason
from matchmaker.model.need import NeedChannel, NeedContent
from matchmaker.operations.decide_match import decide_match
from matchmaker.store import needs
from matchmaker.store.database import write_tx
from tests.conftest import NOW, SignIn
from tests.introducing import MEMBER, World, build_world

PAGE = "/institution/demand"


@pytest.fixture
def world(app_db: Database) -> World:
    """Beside the demo's needs four about construction, of which one was taken back."""
    built = build_world(app_db)
    with write_tx(app_db):
        for number in range(4):
            need = needs.add_need(
                app_db,
                company_id=built.company_id,
                content=NeedContent(
                    "Salainen mehu",
                    "Maistuu pahalta.",
                    Language.FI,
                    helps=frozenset({Help.STUDENT_WORK} if number else ()),
                    sector=Sector.CONSTRUCTION,
                ),
                channel=NeedChannel.WEB,
                submission_key=f"house{number}",
                created_by=None,
                now=NOW,
            )
            if not number:
                app_db.execute(
                    "UPDATE needs SET state = 'closed', result = 'withdrawn' WHERE id = ?", [need.id]
                )
    return built


@pytest.fixture
def lab(world: World, sign_in: SignIn) -> FlaskClient:
    assert world.state is MatchState.APPROVED
    return sign_in(MEMBER)


def row(page: str, name: str) -> list[str]:
    """The cells of a table's row."""
    start = page.index(f'<div class="cell-body">{name}</div></th>')
    cells = page[start : page.index("</tr>", start)].split('<div class="cell-body">')[2:]
    return [cell.partition("</div>")[0] for cell in cells]


def test_fields_and_kinds_of_help_are_counted_without_what_was_taken_back(lab: FlaskClient) -> None:
    page = lab.get(PAGE).text
    assert row(page, "Construction") == ["3", "0", "0"]
    assert row(page, "Student work") == ["3", "0"]
    assert ("Salainen mehu" in page, "Saha Oy" in page) == (False, False)


def test_numbers_below_three_are_not_told(lab: FlaskClient, world: World) -> None:
    world.db.execute("DELETE FROM need_helps")
    world.db.execute("UPDATE needs SET no_good_match = 1 WHERE submission_key = 'house1'")
    world.db.execute(
        "INSERT INTO need_helps SELECT version_id, 'training' FROM needs WHERE submission_key = 'house2'"
    )
    page = lab.get(PAGE).text
    assert row(page, "Construction") == ["3", "fewer than 3", "0"]
    assert row(page, "Training") == ["fewer than 3", "0"]


def test_coordinators_reasons_are_told_but_none_that_names_a_company(lab: FlaskClient, world: World) -> None:
    def reject(reason: RejectReason, match_id: str) -> None:
        world.db.execute("UPDATE matches SET state = 'suggested' WHERE id = ?", [match_id])
        decide_match(
            world.db,
            match_id=match_id,
            seen=MatchState.SUGGESTED,
            after=MatchState.REJECTED,
            reason=reason,
            actor=world.coordinator,
            now=NOW,
        )

    reject(RejectReason.OTHER_HELP, world.next_match_id)
    reject(RejectReason.CONFLICT, world.match_id)
    page = lab.get(PAGE).text
    assert "Why a coordinator left ours out" in page
    assert page.count('<td role="cell" data-label="Times"') == 1
    assert "Conflict of interest" not in page


def test_the_page_is_for_institutions_only(sign_in: SignIn) -> None:
    assert sign_in("company@demo.example.com").get(PAGE).status_code == 404
