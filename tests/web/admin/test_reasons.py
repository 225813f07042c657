"""The administrator's page of reasons: how often each was given, by institution, and which are offered."""

import re
from datetime import datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlite_utils import Database

from matchmaker.model.introduction import Answer, DeclineReason, Side
from matchmaker.model.match import MatchState, RejectReason
from matchmaker.operations.answer_introduction import answer_introduction
from matchmaker.operations.decide_match import decide_match, undo_decision
from matchmaker.store import matches
from tests.conftest import NOW, CountQueries
from tests.introducing import World, build_world

PAGE = "/admin/reasons"


@pytest.fixture
def world(app_db: Database) -> World:
    return build_world(app_db)


def rows(page: str) -> dict[str, list[str]]:
    """The cells of each row of the page's tables by the row's name, without tags; the last row of a name wins."""
    found = {}
    for row in re.findall(r'<tr role="row">(.*?)</tr>', page, re.DOTALL):
        cells = re.findall(r'<div class="cell-body">(.*?)</div>\s*</t[dh]>', row, re.DOTALL)
        texts = [
            " ".join(re.sub(r"<svg.*?</svg>|<[^>]*>", " ", cell, flags=re.DOTALL).split()) for cell in cells
        ]
        if texts:
            found[texts[0]] = texts[1:]
    return found


def reject(world: World, reason: RejectReason, now: datetime = NOW) -> str:
    decision = decide_match(
        world.db,
        match_id=world.next_match_id,
        seen=MatchState.SUGGESTED,
        after=MatchState.REJECTED,
        reason=reason,
        actor=world.coordinator,
        now=now,
    )
    return decision.id


def test_reasons_are_counted_by_institution(admin: FlaskClient, world: World) -> None:
    reject(world, RejectReason.WRONG_SIZE)
    world.ask()
    answer_introduction(
        world.db,
        introduction_id=world.introduction.id,
        side=Side.INSTITUTION,
        answer=Answer.NOT_NOW,
        reason=DeclineReason.NO_TIME,
        actor=world.researcher,
        now=NOW,
    )
    shown = rows(admin.get(PAGE).text)
    assert shown["Not for companies of this size"][0] == "1"
    assert shown["Conflict of interest"][0] == "0"
    assert shown["No time now"][:2] == ["0", "1"]
    (institution,) = list(
        world.db.query("SELECT name FROM institutions WHERE id = ?", [world.institution_id])
    )
    assert shown[institution["name"]] == ["Not for companies of this size 1", "–", "No time now 1"]


def test_what_was_taken_back_or_is_long_ago_does_not_count(
    admin: FlaskClient, world: World, app_db: Database
) -> None:
    undone = reject(world, RejectReason.WRONG_SIZE)
    undo_decision(
        world.db, match_id=world.next_match_id, decision_id=undone, actor=world.coordinator, now=NOW
    )
    assert rows(admin.get(PAGE).text)["Not for companies of this size"][0] == "0"
    reject(world, RejectReason.CONFLICT, NOW - timedelta(days=366))
    assert rows(admin.get(PAGE).text)["Conflict of interest"][0] == "0"


def test_a_reason_switched_off_is_not_offered_but_taken_from_a_page_opened_before(
    admin: FlaskClient, coordinator: FlaskClient, world: World
) -> None:
    match_url = f"/coordinator/matches/{world.next_match_id}"
    keys = dict(re.findall(r'value="([a-z-]+)"\s+data-shortcut="(\d)"', coordinator.get(match_url).text))
    assert list(keys.values()) == list("1234567890")
    page = admin.post(f"{PAGE}/reject/wrong-place/off", follow_redirects=True).text
    assert "No longer offered: Not for companies of this place" in page
    left = dict(re.findall(r'value="([a-z-]+)"\s+data-shortcut="(\d)"', coordinator.get(match_url).text))
    assert left == {reason: key for reason, key in keys.items() if reason != "wrong-place"}
    coordinator.post(f"{match_url}/reject", data={"seen": "suggested", "reason": "wrong-place"})
    (decision,) = matches.list_decisions(world.db, world.next_match_id)
    assert decision.reason is RejectReason.WRONG_PLACE
    assert "Not for companies of this place" in coordinator.get(match_url).text
    admin.post(f"{PAGE}/reject/wrong-place/on")
    trail = admin.get("/admin/audit?type=reason").text
    assert "A reason is no longer offered" in trail
    assert "A reason is offered again" in trail
    assert "Not for companies of this place" in trail


def test_nonsense_is_no_reason(coordinator: FlaskClient, world: World) -> None:
    url = f"/coordinator/matches/{world.next_match_id}/reject"
    response = coordinator.post(url, data={"seen": "suggested", "reason": "because"})
    assert (response.status_code, "Choose one of the reasons." in response.text) == (422, True)


def test_the_last_resort_stays(admin: FlaskClient) -> None:
    page = admin.post(f"{PAGE}/decline/other/off", follow_redirects=True).text
    assert "This reason stays" in page
    assert rows(page)["Other reason"][-2:] == ["Offered", "always offered"]
    assert admin.post(f"{PAGE}/decline/because/off").status_code == 404


def test_the_page_costs_the_same_however_many_reasons_were_given(
    admin: FlaskClient, world: World, count_queries: CountQueries
) -> None:
    few = count_queries(lambda: admin.get(PAGE))
    reject(world, RejectReason.WRONG_SIZE)
    assert count_queries(lambda: admin.get(PAGE)) == few
