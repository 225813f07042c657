"""The queue: what waits, the longest waiting first; filters, pages, and a steady number of queries."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlite_utils import Database

from matchmaker.model.match import Match, MatchState
from matchmaker.model.need import Need, NeedChannel, NeedState
from matchmaker.store import matches, needs, offerings
from matchmaker.store.database import write_tx
from matchmaker.store.matches import MatchResult
from tests.conftest import NOW, CountQueries

QUEUE = "/coordinator/needs"


def add_needs(db: Database, like: Need, count: int) -> None:
    with write_tx(db):
        for number in range(count):
            needs.add_need(
                db,
                company_id=like.company_id,
                content=like.content,
                channel=NeedChannel.VISIT,
                submission_key=f"lisää-{number}",
                created_by=None,
                now=NOW - timedelta(hours=1) + timedelta(seconds=number),
            )


def line_of(page: str, need: Need) -> str:
    """The row of a need."""
    return page.split(f'href="{QUEUE}/{need.id}"', 1)[1].split("</tr>", 1)[0]


def test_the_longest_waiting_comes_first_with_what_there_is_to_do(
    coordinator: FlaskClient, app_db: Database, need: Need
):
    page = coordinator.get(QUEUE).text
    titles = [one.content.title for one in needs.list_queue(app_db)]
    places = [page.index(title) for title in titles]
    assert places == sorted(places)
    assert "3 needs" in page
    count = matches.count_matches_by_need(app_db, [need.id])[need.id][MatchState.SUGGESTED]
    assert f"{count} to review" in page
    assert "3 days" in page
    assert "(Phone call)" in page


def test_words_order_and_filters_stay_together_in_the_address_and_in_kept_filters(
    coordinator: FlaskClient, app_db: Database, need: Need
):
    add_needs(app_db, need, 45)
    words = need.company_name.upper()
    page = coordinator.get(f"{QUEUE}?q=+{words}+&order=newest&state=submitted&lang=en").text
    total = f"{needs.count_queue(app_db, words=words)} needs"
    assert total in page
    assert "1 filter on" in page  # neither words nor the order narrow by a list
    assert page.count('name="q"') == 2  # the search, and the filters that keep it
    assert '<input type="hidden" name="order" value="newest">' in page
    assert '<option selected value="newest">' in page
    assert "order=newest" in page.split('rel="next"')[1].split('"')[1]
    assert "q=" in page.split('rel="next"')[1].split('"')[1]
    query = page.split('name="query" type="hidden" value="')[1].split('"')[0]
    coordinator.post("/coordinator/filters", data={"name": "Theirs", "query": query.replace("&amp;", "&")})
    assert total in coordinator.get(f"{QUEUE}?{query.replace('&amp;', '&')}").text
    assert "No needs here" in coordinator.get(f"{QUEUE}?q=xyzzy").text
    app_db.execute("UPDATE needs SET state = 'closed', result = 'expired' WHERE id = ?", [need.id])
    page = coordinator.get(f"{QUEUE}?q={words}").text
    assert "1 closed need matches, too: show it" in page
    assert "state=closed" in page.split("closed need matches")[0].rsplit("<a ", 1)[1]
    assert "closed need" not in coordinator.get(QUEUE).text


def test_a_line_tells_when_the_need_was_sent_when_somebody_last_acted_and_when_it_ended(
    coordinator: FlaskClient, app_db: Database, need: Need
):
    app_db.execute("UPDATE needs SET submitted_at = '2026-11-04T08:00:00Z' WHERE id = ?", [need.id])
    coordinator.post(f"{QUEUE}/{need.id}/notes", data={"body": "Soitan huomenna."})
    line = line_of(coordinator.get(QUEUE).text, need)
    assert "3 weeks ago" in line
    assert "last step a moment ago" in line
    ended = "UPDATE needs SET state = 'closed', result = 'expired', waiting_since = '2026-11-10T08:00:00Z'"
    app_db.execute(ended)
    closed = line_of(coordinator.get(f"{QUEUE}?state=closed").text, need)
    assert "ended 10 Nov 2026" in closed
    assert "ago" not in closed


@pytest.mark.parametrize(
    ("due", "expected"), [("2026-11-30T08:00:00Z", True), ("2026-11-24T07:00:00Z", False)]
)
def test_a_line_says_that_it_is_the_companys_turn_until_its_day_has_passed(
    coordinator: FlaskClient, app_db: Database, need: Need, due: str, *, expected: bool
):
    asked = {"id": "p" * 16, "need_id": need.id, "asked_at": "2026-11-17T08:00:00Z", "due_at": due}
    app_db["permission_requests"].insert(asked)
    assert ("turn: the company, by 30 Nov 2026" in line_of(coordinator.get(QUEUE).text, need)) is expected


def test_only_municipalities_that_occur_are_offered_with_their_numbers(
    coordinator: FlaskClient, app_db: Database
):
    page = coordinator.get(QUEUE).text
    towns = page.split('id="municipality"')[1].split("</select>")[0]
    assert towns.count("<option") == 1 + len(needs.count_by_town(app_db))
    assert ">Varkaus (2)</option>" in towns
    narrowed = coordinator.get(f"{QUEUE}?municipality=Varkaus&sector=food").text
    assert '<option selected value="915">Varkaus (0)</option>' in narrowed


def test_matches_of_every_state_are_counted(
    coordinator: FlaskClient, app_db: Database, suggested: list[Match]
):
    for match, state in zip(suggested, ("asked", "introduced", "declined"), strict=False):
        app_db.execute("UPDATE matches SET state = ? WHERE id = ?", [state, match.id])
    page = coordinator.get(QUEUE).text
    assert all(text in page for text in ("1 asked", "1 introduced", "1 came back"))


def test_what_was_left_undecided_is_not_counted_once_the_need_is_closed(
    coordinator: FlaskClient, app_db: Database, need: Need
):
    app_db.execute("UPDATE needs SET state = 'closed', result = 'expired' WHERE id = ?", [need.id])
    assert "to review" not in coordinator.get(f"{QUEUE}?state=closed").text


def test_a_need_without_a_good_match_is_marked(coordinator: FlaskClient, app_db: Database, need: Need):
    app_db.execute("UPDATE needs SET no_good_match = 0")
    assert "no good match" not in coordinator.get(QUEUE).text
    app_db.execute("UPDATE needs SET no_good_match = 1 WHERE id = ?", [need.id])
    assert coordinator.get(QUEUE).text.count("no good match") == 1


def test_filters_narrow_the_queue_and_stay_in_the_address(
    coordinator: FlaskClient, app_db: Database, need: Need
):
    coordinator.post(f"{QUEUE}/{need.id}/accept")
    mine = coordinator.get(f"{QUEUE}?mine=y&state=accepted&sector={need.content.sector}").text
    assert "1 need" in mine
    assert need.content.title in mine
    assert 'value="accepted"' in mine[: mine.index("selected") + 40]
    assert "No needs here" in coordinator.get(f"{QUEUE}?sector=construction").text
    assert "2 needs" in coordinator.get(f"{QUEUE}?municipality=915").text
    assert "2 needs" in coordinator.get(f"{QUEUE}?municipality=Varkaus").text
    app_db.execute("UPDATE needs SET state = 'closed', result = 'expired' WHERE id = ?", [need.id])
    assert need.content.title not in coordinator.get(QUEUE).text
    assert need.content.title in coordinator.get(f"{QUEUE}?state=all").text
    assert need.content.title in coordinator.get(f"{QUEUE}?state=closed").text


@pytest.mark.parametrize(
    "query",
    [
        "state=nonsense&sector=nonsense&municipality=Atlantis",
        "page=-1",
        "page=99999999999999999999999999",
        "page=%00",
        "state=%00&mine=%F0%9F%98%80",
        "state=%22&sector=%27%20OR%201=1--",
        "endpoint=x&_external=1&page=1",
        "municipality=" + "9" * 5000,
    ],
)
def test_nonsense_filters_are_ignored(coordinator: FlaskClient, query: str):
    assert coordinator.get(f"{QUEUE}?{query}").status_code == 200


def test_pages_keep_the_filters(coordinator: FlaskClient, app_db: Database, need: Need):
    add_needs(app_db, need, 45)
    page = coordinator.get(f"{QUEUE}?state=submitted&endpoint=x&lang=en").text
    assert "Page 1 of 2" in page
    assert f"{QUEUE}?page=2&amp;state=submitted" in page or f"{QUEUE}?state=submitted&amp;page=2" in page
    assert "Page 2 of 2" in coordinator.get(f"{QUEUE}?state=submitted&page=2").text


def test_three_and_three_hundred_needs_take_as_many_queries(
    coordinator: FlaskClient, app_db: Database, need: Need, count_queries: CountQueries
):
    few = count_queries(lambda: coordinator.get(QUEUE))
    add_needs(app_db, need, 297)
    many = count_queries(lambda: coordinator.get(QUEUE))
    assert needs.count_queue(app_db) == 300
    assert (few, few > 0) == (many, True)


def test_a_needs_page_takes_as_many_queries_for_more_matches(
    coordinator: FlaskClient, app_db: Database, need: Need, count_queries: CountQueries
):
    few = count_queries(lambda: coordinator.get(f"{QUEUE}/{need.id}"))
    with write_tx(app_db):
        _add_matches(app_db, need)
    many = count_queries(lambda: coordinator.get(f"{QUEUE}/{need.id}"))
    assert len(matches.list_matches(app_db, need.id)) > 30
    assert few == many


def _add_matches(db: Database, need: Need) -> None:
    (first, *_rest) = matches.list_matches(db, need.id)
    for offering in offerings.list_listed(db)[:60]:
        result = MatchResult(
            offering_id=offering.id,
            offering_version_id=offering.version_id,
            score=first.score,
            band=first.band,
            rank=1,
            uncertain=False,
            reasons=first.reasons,
            eligibility=first.eligibility,
        )
        matches.add_manual_match(
            db,
            need_id=need.id,
            need_version_id=need.version_id,
            result=result,
            model_version=first.model_version,
            now=NOW,
        )


def test_needs_that_wait_for_others_are_not_the_coordinators_closed_ones(
    coordinator: FlaskClient, app_db: Database, need: Need
):
    app_db.execute("UPDATE needs SET state = ? WHERE id = ?", [NeedState.CLARIFICATION, need.id])
    page = coordinator.get(QUEUE).text
    assert need.content.title in page
    assert "Waiting for the company" in page


def test_of_open_needs_only_the_urgent_ones_stand_out(coordinator: FlaskClient, app_db: Database, need: Need):
    urgent = needs.count_queue(app_db, urgent=True)
    assert urgent == coordinator.get(QUEUE).text.count("chip-attention") == 1
    assert coordinator.get("/coordinator/").text.count("chip-attention") == 1
    app_db.execute("UPDATE needs SET state = 'closed', result = 'expired'")
    assert "chip-attention" not in coordinator.get(f"{QUEUE}?state=all").text
