"""The desk: what needs the coordinator today, with age, who has it and the next step; and the need to read next."""

import pytest
from flask.testing import FlaskClient
from sqlite_utils import Database

from matchmaker.model.match import Match
from matchmaker.model.need import Need
from matchmaker.store import matches, needs, users
from tests.web.coordinator.conftest import COLLEAGUE

DESK = "/coordinator/"


def section(page: str, heading: str) -> str:
    """The part of the page below a heading, up to the next one."""
    assert f">{heading} <" in page
    return page.split(f">{heading} <", 1)[1].split("<h2", 1)[0]


def asked(db: Database, match: Match, **changed: str) -> None:
    """A question to both sides, as it stands in the database."""
    values = {
        "id": "i" * 16,
        "match_id": match.id,
        "company_email": "a@company.fi",
        "institution_email": "b@lab.fi",
        "asked_at": "2026-11-18T08:00:00Z",
        "due_at": "2026-11-30T08:00:00Z",
        **changed,
    }
    db["introductions"].insert(values)
    db.execute("UPDATE matches SET state = 'asked' WHERE id = ?", [match.id])


def test_a_coordinator_starts_the_day_at_the_desk(coordinator: FlaskClient):
    assert coordinator.get("/home").headers["Location"] == DESK


def test_new_needs_stand_there_with_age_and_next_step(coordinator: FlaskClient, app_db: Database, need: Need):
    new = section(coordinator.get(DESK).text, "New needs")
    assert all(one.content.title in new for one in needs.list_queue(app_db))
    assert "3 days" in new
    assert "Nobody yet" in new
    assert f'href="/coordinator/needs/{need.id}"' in new


def test_an_empty_desk_says_so(coordinator: FlaskClient, app_db: Database):
    app_db.execute("UPDATE needs SET state = 'closed', result = 'expired'")
    page = coordinator.get(DESK).text
    assert "Nothing needs you now" in page
    assert "New needs <" not in page
    assert "Read the next need</a>" not in page


def test_what_a_colleague_handed_over_stands_there_until_it_is_opened(
    coordinator: FlaskClient, colleague: FlaskClient, app_db: Database, need: Need
):
    receiver = users.find_user_by_email(app_db, COLLEAGUE)
    word = {"assignee": receiver.id, "message": "Call <them> first."}
    coordinator.post(f"/coordinator/needs/{need.id}/assign", data=word)
    assert "Handed to you" not in coordinator.get(DESK).text
    assert need.content.title in section(colleague.get(DESK).text, "Handed to you")
    coordinator.get(f"/coordinator/needs/{need.id}")
    assert "Handed to you" in colleague.get(DESK).text
    page = colleague.get(f"/coordinator/needs/{need.id}").text
    assert "Demo-koordinaattori (keksitty) handed this need over on" in page
    assert "Call &lt;them&gt; first." in page
    assert "Handed to you" not in colleague.get(DESK).text


def test_an_approved_match_waits_to_be_asked(coordinator: FlaskClient, suggested: list[Match]):
    coordinator.post(f"/coordinator/matches/{suggested[0].id}/approve", data={"seen": "suggested"})
    part = section(coordinator.get(DESK).text, "Approved, not asked yet")
    assert f'href="/coordinator/matches/{suggested[0].id}"' in part


def test_silence_shows_once_somebody_was_reminded_or_the_day_is_near(
    coordinator: FlaskClient, app_db: Database, suggested: list[Match]
):
    asked(app_db, suggested[0])
    assert "Answers due" not in coordinator.get(DESK).text
    app_db.execute("UPDATE introductions SET reminded_at = '2026-11-22T08:00:00Z', company_answer = 'yes',"
                   " company_answered_at = '2026-11-20T08:00:00Z'")  # fmt: skip
    part = section(coordinator.get(DESK).text, "Answers due")
    assert "Reminded, silent: the institution" in part
    app_db.execute("UPDATE introductions SET reminded_at = NULL, due_at = '2026-11-25T08:00:00Z'")
    assert "Not answered:" in section(coordinator.get(DESK).text, "Answers due")


def test_what_others_are_asked_stands_there_with_what_happens_by_itself(
    coordinator: FlaskClient, app_db: Database, need: Need, suggested: list[Match]
):
    asked(app_db, suggested[0], asked_at="2026-11-23T08:00:00Z", institution_answer="yes",
          institution_answered_at="2026-11-23T09:00:00Z")  # fmt: skip
    times = {"asked_at": "2026-11-20T08:00:00Z", "due_at": "2026-11-27T08:00:00Z"}
    app_db["permission_requests"].insert(
        {"id": "p" * 16, "need_id": need.id, "reminded_at": "2026-11-24T06:00:00Z", **times}
    )
    part = section(coordinator.get(DESK).text, "Waiting for others")
    assert "Whether both want to be introduced: the company</span>" in part
    assert "A reminder leaves on 27 Nov 2026. It lapses on 30 Nov 2026." in part
    assert "Permission to be introduced: the company" in part
    assert "Reminded on 24 Nov 2026. It comes back to you on 27 Nov 2026." in part
    assert 'class="count">2<' in part


@pytest.mark.parametrize(("due", "shown"), [("2026-11-24T07:00:00Z", True), ("2026-11-30T07:00:00Z", False)])
def test_a_permission_that_is_not_answered_in_time_comes_to_the_desk(
    coordinator: FlaskClient, app_db: Database, need: Need, due: str, *, shown: bool
):
    asked_at = "2026-11-17T07:00:00Z"
    app_db["permission_requests"].insert(
        {"id": "p" * 16, "need_id": need.id, "asked_at": asked_at, "due_at": due}
    )
    page = coordinator.get(DESK).text
    heading = "The company has not said in time whether it may be introduced"
    assert (f">{heading} <" in page) is shown
    assert (">Waiting for others <" in page) is not shown
    assert (f'href="/coordinator/needs/{need.id}#permission"' in page) is True


def test_a_no_comes_back_until_something_else_is_under_way(
    coordinator: FlaskClient, app_db: Database, need: Need, suggested: list[Match]
):
    app_db.execute("UPDATE needs SET state = 'accepted' WHERE id = ?", [need.id])
    app_db.execute("UPDATE matches SET state = 'declined' WHERE id = ?", [suggested[0].id])
    heading = "Came back with a no or without an answer"
    part = section(coordinator.get(DESK).text, heading)
    left = len(suggested) - 1
    assert f"{left} suggestion{'s' if left > 1 else ''} left" in part
    coordinator.post(f"/coordinator/matches/{suggested[1].id}/approve", data={"seen": "suggested"})
    assert heading not in coordinator.get(DESK).text


def test_questions_come_back_answered_or_overdue(coordinator: FlaskClient, app_db: Database, need: Need):
    app_db.execute("UPDATE needs SET state = 'clarification' WHERE id = ?", [need.id])
    app_db.execute(
        "INSERT INTO clarifications (id, need_id, question, asked_at, due_at) VALUES (?, ?, 'Mikä?',"
        " '2026-11-10T08:00:00Z', '2026-11-24T07:00:00Z')",
        ["c" * 16, need.id],
    )
    assert need.content.title in section(
        coordinator.get(DESK).text, "The company has not answered a question in time"
    )
    app_db.execute("UPDATE clarifications SET answer = 'Teräs.', answered_at = '2026-11-24T07:10:00Z'")
    app_db.execute("UPDATE needs SET state = 'submitted' WHERE id = ?", [need.id])
    page = coordinator.get(DESK).text
    assert need.content.title in section(page, "The company has answered your question")
    assert need.content.title not in section(page, "New needs")


@pytest.mark.parametrize("state", ["introduced", "met"])
def test_what_was_introduced_weeks_ago_is_asked_after(
    coordinator: FlaskClient, app_db: Database, suggested: list[Match], state: str
):
    app_db.execute(
        "UPDATE matches SET state = ?, updated_at = '2026-11-10T08:00:00Z' WHERE id = ?",
        [state, suggested[0].id],
    )
    assert "How did it go? <" not in coordinator.get(DESK).text
    app_db.execute("UPDATE matches SET updated_at = '2026-10-20T08:00:00Z' WHERE id = ?", [suggested[0].id])
    part = section(coordinator.get(DESK).text, "How did it go?")
    assert f"/coordinator/needs/{suggested[0].need_id}#outcomes" in part


def test_failed_mails_and_corrections_are_counted(coordinator: FlaskClient, app_db: Database):
    app_db.execute(
        "UPDATE outbox SET failed_at = '2026-11-24T07:00:00Z', last_error = 'x' WHERE id IN"
        " (SELECT id FROM outbox WHERE delivered_at IS NULL AND cancelled_at IS NULL LIMIT 1)"
    )
    offering = next(iter(app_db.query("SELECT id FROM offerings LIMIT 1")))["id"]
    app_db.execute(
        "INSERT INTO corrections (id, offering_id, email, name, body, created_at) VALUES (?, ?, 'a@b.fi', 'A', 'Väärin',"
        " '2026-11-20T08:00:00Z')",
        ["k" * 16, offering],
    )
    page = coordinator.get(DESK).text
    assert "1 mail could not be delivered" in page
    assert "1 correction to read" in page
    assert "4 days" in page


def test_offerings_nobody_stands_behind_are_counted_by_institution_only_where_somebody_can_be_asked(
    coordinator: FlaskClient, app_db: Database
):
    app_db.execute("UPDATE offerings SET state = 'unconfirmed' WHERE is_demo = 0")
    assert "Offerings that nobody has confirmed in time" not in coordinator.get(DESK).text
    app_db.execute(
        "UPDATE offerings SET state = 'unconfirmed', confirmed_at = '2025-10-01T08:00:00Z'"
        " WHERE is_demo = 1 AND state = 'published'"
    )
    part = coordinator.get(DESK).text.split("Offerings that nobody has confirmed in time", 1)[1]
    assert "/coordinator/institutions/" in part
    assert "1 Oct 2025" in part


def test_only_mine_and_nobodys_is_remembered(
    coordinator: FlaskClient, colleague: FlaskClient, app_db: Database, need: Need
):
    theirs = next(iter(app_db.query("SELECT id FROM users WHERE email = ?", [COLLEAGUE])))["id"]
    app_db.execute("UPDATE needs SET assignee_id = ? WHERE id = ?", [theirs, need.id])
    assert need.content.title in coordinator.get(DESK).text
    for browser in (coordinator, colleague):
        browser.post("/coordinator/mine", data={"mine": "y"})
    assert need.content.title not in coordinator.get(DESK).text
    assert need.content.title in colleague.get(DESK).text
    coordinator.post("/coordinator/mine", data={"group": "new"})
    assert need.content.title in coordinator.get(f"{DESK}?group=new").text


def test_next_need_walks_through_all_of_them_and_begins_anew(coordinator: FlaskClient, app_db: Database):
    waiting = [one.id for one in needs.list_queue(app_db)]
    seen, after = [], ""
    for _step in range(len(waiting) + 1):
        after = coordinator.get(f"/coordinator/next?after={after}").headers["Location"].rsplit("/", 1)[1]
        seen.append(after)
    assert seen == [*waiting, waiting[0]]


def test_after_taking_up_an_urgent_need_the_other_urgent_ones_come_first(
    coordinator: FlaskClient, app_db: Database
):
    """The second of two urgent ones is taken up first; with nothing of it left it does not come round again."""
    later, sooner, calm = (one.id for one in needs.list_queue(app_db))
    app_db.execute("UPDATE needs SET turn = (id = ?)", [calm])
    app_db.execute("UPDATE needs SET waiting_since = '2026-11-01T08:00:00Z' WHERE id = ?", [sooner])
    coordinator.post(f"/coordinator/needs/{later}/accept")
    walk = f"/coordinator/next?after={later}"
    assert coordinator.get(walk).headers["Location"].endswith(sooner)
    assert coordinator.get(f"/coordinator/next?after={sooner}").headers["Location"].endswith(calm)
    app_db.execute("UPDATE matches SET state = 'rejected' WHERE need_id = ?", [later])
    coordinator.get("/coordinator/next")
    assert coordinator.get(f"/coordinator/next?after={sooner}").headers["Location"].endswith(calm)
    assert coordinator.get(f"/coordinator/next?after={calm}").headers["Location"].endswith(sooner)


def test_next_need_leaves_out_what_is_under_way_or_a_colleagues(
    coordinator: FlaskClient, app_db: Database, need: Need
):
    app_db.execute("UPDATE needs SET state = 'closed', result = 'expired' WHERE id <> ?", [need.id])
    assert coordinator.get("/coordinator/next").headers["Location"].endswith(need.id)
    assert coordinator.get(f"/coordinator/next?after={need.id}").headers["Location"] == DESK
    theirs = next(iter(app_db.query("SELECT id FROM users WHERE email = ?", [COLLEAGUE])))["id"]
    app_db.execute("UPDATE needs SET assignee_id = ? WHERE id = ?", [theirs, need.id])
    assert coordinator.get("/coordinator/next").headers["Location"] == DESK
    app_db.execute("UPDATE needs SET assignee_id = NULL WHERE id = ?", [need.id])
    (first, *_rest) = matches.list_matches(app_db, need.id)
    app_db.execute("UPDATE matches SET state = 'approved' WHERE id = ?", [first.id])
    page = coordinator.get("/coordinator/next", follow_redirects=True).text
    assert "No other need waits to be read." in page


def test_kept_filters_are_one_press_away(coordinator: FlaskClient) -> None:
    data = {"name": "Energia <1>", "query": "state=submitted&sector=energy"}
    coordinator.post("/coordinator/filters", data=data)
    link = '<a href="/coordinator/needs?state=submitted&amp;sector=energy">Energia &lt;1&gt;</a>'
    assert link in coordinator.get("/coordinator/").text
    assert link not in coordinator.get("/coordinator/?group=new").text
