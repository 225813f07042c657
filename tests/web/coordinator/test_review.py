"""Reviewing matches: both texts, the reasons, and decisions by one press; two coordinators at once; undo."""

import json
import re

import pytest
from flask.testing import FlaskClient
from sqlite_utils import Database

from matchmaker.model.match import Match, MatchState, RejectReason
from matchmaker.model.need import Need
from matchmaker.store import matches, offerings
from tests.web.coordinator.conftest import press, state_of

URL = "/coordinator/matches"


def test_review_shows_both_texts_reasons_and_eligibility(
    coordinator: FlaskClient, app_db: Database, need: Need, suggested: list[Match]
):
    page = coordinator.get(f"{URL}/{suggested[0].id}").text
    offering = offerings.list_by_ids(app_db, [suggested[0].offering_id])[suggested[0].offering_id]
    assert need.company_name in page
    assert offering.institution_name in page
    left, right = page.split('class="compare-side"')[1:3]
    assert "<mark" in left
    assert "<mark" in right
    for text in offering.content.texts.values():
        assert text.description[:40].replace("'", "&#39;") in _plain(right)
    shares = [int(share) for share in re.findall(r"<span>(\d+) %</span>", page)]
    assert sum(shares) == 100
    for name in ("In the catalogue", "Open now", "Place", "Size of the company", "Kind of help"):
        assert name in page
    assert f"Match 1 of {len(suggested)}" in page


def _plain(html: str) -> str:
    """Without the highlights and their numbers."""
    return re.sub(r"<[^>]+>", "", re.sub(r"<sup>.*?</sup>", "", html))


def test_numbers_of_highlights_are_numbers_of_the_reasons(coordinator: FlaskClient, suggested: list[Match]):
    page = coordinator.get(f"{URL}/{suggested[0].id}").text
    reasons = set(re.findall(r'<tr data-pair="(\d+)"', page))
    assert set(re.findall(r'<mark data-pair="(\d+)"', page)) <= reasons
    assert reasons


def test_places_sectors_and_sizes_are_named(
    coordinator: FlaskClient, app_db: Database, suggested: list[Match]
):
    lines = [
        {"criterion": "place", "verdict": "gap", "offered": ["FI1D2", "593"], "asked": ["297", "FI1D2"]},
        {"criterion": "dates", "verdict": "match", "offered": ["2020-01-01", ""], "asked": ["2026-11-24"]},
        {"criterion": "sector", "verdict": "unknown", "offered": [], "asked": ["energy"]},
        {"criterion": "size", "verdict": "match", "offered": ["small"], "asked": ["small"]},
    ]
    app_db.execute("UPDATE matches SET eligibility = ? WHERE id = ?", [json.dumps(lines), suggested[0].id])
    page = coordinator.get(f"{URL}/{suggested[0].id}").text
    assert "offered: North Savo, Pieksämäki; asked: Kuopio, North Savo" in page
    assert "1 Jan 2020 – …" in page
    assert "asked: Energy" in page
    assert "offered: Small (10–49 people); asked: Small (10–49 people)" in page
    finnish = coordinator.get(f"{URL}/{suggested[0].id}?lang=fi").text
    assert "tarjolla: Pohjois-Savo, Pieksämäki; kysytty: Kuopio, Pohjois-Savo" in finnish


@pytest.mark.parametrize(("step", "after"), [("approve", MatchState.APPROVED), ("hold", MatchState.ON_HOLD)])
def test_one_press_decides_and_leads_to_the_next_undecided(
    coordinator: FlaskClient, app_db: Database, suggested: list[Match], step: str, after: MatchState
):
    response = press(coordinator, suggested[0], step)
    (decision,) = matches.list_decisions(app_db, suggested[0].id)
    assert state_of(app_db, suggested[0]) is after
    assert response.location == f"{URL}/{suggested[1].id}?decided={decision.id}"
    page = coordinator.get(response.location).text
    assert f"/undo/{decision.id}" in page
    assert f"Match 2 of {len(suggested)}" in page


@pytest.mark.parametrize(
    ("step", "more"), [("approve", {}), ("reject", {"reason": RejectReason.OTHER_FIELD}), ("hold", {})]
)
def test_from_the_needs_page_one_returns_to_the_next_card_and_undoes_there(
    coordinator: FlaskClient, need: Need, suggested: list[Match], step: str, more: dict[str, str]
):
    decided, following = suggested[:2]
    response = press(coordinator, decided, step, **{"from": "need"}, **more)
    assert response.location.startswith(f"/coordinator/needs/{need.id}?decided=")
    assert response.location.endswith(f"#match-{following.id}")
    page = coordinator.get(response.location).text
    assert page.index("/undo/") < page.index(f'id="match-{following.id}"')
    assert "/undo/" in page.split('<h2 id="matches">')[1]
    undo = re.search(rf"/coordinator/matches/{decided.id}/undo/\w+", page)[0]
    back = coordinator.post(undo, data={"from": "need"})
    assert back.location == f"/coordinator/needs/{need.id}#match-{decided.id}"


def test_the_page_for_rejecting_keeps_where_one_came_from(
    coordinator: FlaskClient, need: Need, suggested: list[Match]
):
    link = f"{URL}/{suggested[0].id}/reject?from=need"
    assert link in coordinator.get(f"/coordinator/needs/{need.id}").text
    page = coordinator.get(link).text
    assert '<input type="hidden" name="from" value="need">' in page
    assert f'href="/coordinator/needs/{need.id}#match-{suggested[0].id}"' in page


def test_after_the_last_one_the_needs_page_follows(
    coordinator: FlaskClient, need: Need, suggested: list[Match]
):
    for match in suggested:
        response = press(coordinator, match, "approve")
    assert response.location.startswith(f"/coordinator/needs/{need.id}?decided=")
    assert "Everything is reviewed" in coordinator.get(response.location).text


@pytest.mark.parametrize("reason", RejectReason)
def test_a_rejection_carries_its_reason_and_note(
    coordinator: FlaskClient, app_db: Database, suggested: list[Match], reason: RejectReason
):
    press(coordinator, suggested[0], "reject", reason=reason, note="Koskee vain <b>suuria</b>.")
    (decision,) = matches.list_decisions(app_db, suggested[0].id)
    assert (decision.after, decision.reason, decision.note) == (
        MatchState.REJECTED,
        reason,
        "Koskee vain <b>suuria</b>.",
    )
    assert "Koskee vain &lt;b&gt;suuria&lt;/b&gt;." in coordinator.get(f"{URL}/{suggested[0].id}").text


@pytest.mark.parametrize("reason", ["", "nonsense", "\x00", "😀"])
def test_a_rejection_without_a_known_reason_is_asked_again(
    coordinator: FlaskClient, app_db: Database, suggested: list[Match], reason: str
):
    response = press(coordinator, suggested[0], "reject", reason=reason, note="Säilyy kentässä")
    assert response.status_code == 422
    assert "Säilyy kentässä" in response.text
    assert state_of(app_db, suggested[0]) is MatchState.SUGGESTED
    too_long = press(coordinator, suggested[0], "reject", reason="other", note="x" * 4001)
    assert too_long.status_code == 422


def test_every_reason_is_a_button_with_a_key_of_its_own(coordinator: FlaskClient, suggested: list[Match]):
    for page in (f"{URL}/{suggested[0].id}", f"{URL}/{suggested[0].id}/reject"):
        html = coordinator.get(page).text
        buttons = re.findall(r'name="reason" value="([\w-]+)" data-shortcut="(\d)"', html)
        assert [value for value, _key in buttons] == list(RejectReason)
        assert [key for _value, key in buttons] == list("1234567890")


def test_the_second_of_two_coordinators_gets_409_and_overwrites_nothing(
    coordinator: FlaskClient, colleague: FlaskClient, app_db: Database, suggested: list[Match]
):
    press(colleague, suggested[0], "reject", reason="wrong-size")
    response = press(coordinator, suggested[0], "approve")
    assert response.status_code == 409
    assert "Toinen demo-koordinaattori (keksitty) moved" in response.text
    assert "“Rejected”" in response.text
    assert f'href="{URL}/{suggested[0].id}"' in response.text
    assert [d.after for d in matches.list_decisions(app_db, suggested[0].id)] == [MatchState.REJECTED]


def test_a_double_press_is_one_decision(coordinator: FlaskClient, app_db: Database, suggested: list[Match]):
    first, second = (press(coordinator, suggested[0], "approve") for _ in range(2))
    assert (first.status_code, second.status_code) == (302, 302)
    assert first.location == second.location
    assert len(matches.list_decisions(app_db, suggested[0].id)) == 1


def test_undo_takes_back_the_latest_decision_once(
    coordinator: FlaskClient, colleague: FlaskClient, app_db: Database, suggested: list[Match]
):
    press(coordinator, suggested[0], "approve")
    (decision,) = matches.list_decisions(app_db, suggested[0].id)
    url = f"{URL}/{suggested[0].id}/undo/{decision.id}"
    page = coordinator.post(url, follow_redirects=True).text
    assert "The decision is taken back." in page
    assert "a decision taken back" in page
    assert state_of(app_db, suggested[0]) is MatchState.SUGGESTED
    assert coordinator.post(url).status_code == 409
    press(colleague, suggested[0], "hold")
    assert coordinator.post(url).status_code == 409
    assert coordinator.post(f"{URL}/{suggested[0].id}/undo/{'a' * 16}").status_code == 409
    assert (
        f"/undo/{decision.id}" not in coordinator.get(f"{URL}/{suggested[1].id}?decided={decision.id}").text
    )


@pytest.mark.parametrize("forged", ["a" * 16, "1", "' OR 1=1", "<script>", "%00"])
def test_a_forged_decision_in_the_address_shows_nothing(
    coordinator: FlaskClient, suggested: list[Match], forged: str
):
    response = coordinator.get(f"{URL}/{suggested[0].id}", query_string={"decided": forged})
    assert response.status_code == 200
    assert "/undo/" not in response.text
    assert "<script>" not in response.text


def test_a_colleagues_decision_is_not_offered_as_ones_own(
    coordinator: FlaskClient, colleague: FlaskClient, suggested: list[Match]
):
    response = press(colleague, suggested[0], "approve")
    assert "/undo/" in colleague.get(response.location).text
    assert "/undo/" not in coordinator.get(response.location).text


def test_a_rejected_match_can_be_reopened(coordinator: FlaskClient, app_db: Database, suggested: list[Match]):
    press(coordinator, suggested[0], "reject", reason="other")
    assert "/reopen" in coordinator.get(f"{URL}/{suggested[0].id}").text
    coordinator.post(f"{URL}/{suggested[0].id}/reopen", data={"seen": "rejected"})
    assert state_of(app_db, suggested[0]) is MatchState.SUGGESTED


def test_steps_that_the_table_forbids_answer_409(
    coordinator: FlaskClient, app_db: Database, suggested: list[Match]
):
    press(coordinator, suggested[0], "approve")
    for step in ("hold", "reopen", "approve"):
        assert press(coordinator, suggested[0], step, seen="approved").status_code == 409
    assert state_of(app_db, suggested[0]) is MatchState.APPROVED


def test_both_sides_are_asked_about_an_approved_match(
    coordinator: FlaskClient, app_db: Database, answering: Match
):
    ask = f"{URL}/{answering.id}/ask"
    assert coordinator.post(ask).status_code == 409
    press(coordinator, answering, "approve")
    response = coordinator.post(ask)
    assert state_of(app_db, answering) is MatchState.ASKED
    page = coordinator.get(response.location).text
    assert "Both are asked by mail" in page
    (undo,) = set(re.findall(r"/coordinator/matches/\w+/undo/\w+", page))
    coordinator.post(undo)
    assert state_of(app_db, answering) is MatchState.APPROVED
