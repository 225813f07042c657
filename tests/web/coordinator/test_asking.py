"""Asking both sides on the match's page, how the answers stand there, what came of it, and ties."""

import pytest
from flask.testing import FlaskClient
from sqlite_utils import Database
from werkzeug.test import TestResponse

from matchmaker.model.introduction import Answer, DeclineReason, Side, SupportKind, TieKind
from matchmaker.model.match import MatchState
from matchmaker.operations.record_tie import record_tie
from matchmaker.store import follow_up, institutions, matches, settings
from matchmaker.store.database import write_tx
from tests.conftest import NOW
from tests.introducing import MEMBER, PROFESSOR, World, build_world


@pytest.fixture
def world(app_db: Database) -> World:
    return build_world(app_db)


def page(browser: FlaskClient, world: World) -> str:
    return browser.get(f"/coordinator/matches/{world.match_id}").text


def ask(browser: FlaskClient, world: World, **data: str) -> str:
    return browser.post(f"/coordinator/matches/{world.match_id}/ask", data=data, follow_redirects=True).text


def tie(world: World, kind: TieKind) -> None:
    record_tie(
        world.db,
        company_id=world.company_id,
        institution_id=world.institution_id,
        kind=kind,
        note="Vuosisopimus 2025",
        actor=world.coordinator,
        now=NOW,
    )


def test_before_asking_one_sees_who_answers_and_how_busy_the_institution_is(
    coordinator: FlaskClient, world: World
) -> None:
    shown = page(coordinator, world)
    for words in ("Kaisa Saha", "Professori P", "Open introductions of the institution"):
        assert words in shown
    assert "many introductions open" not in shown
    with write_tx(world.db):
        settings.set_number(world.db, "busy_institution_introductions", 1, NOW)
    world.ask()
    world.db.execute("UPDATE matches SET state = 'approved' WHERE id = ?", [world.next_match_id])
    other = coordinator.get(f"/coordinator/matches/{world.next_match_id}").text
    assert "The institution has many introductions open" in other


def test_the_mail_to_the_institution_is_shown_with_ones_own_line_before_it_leaves(
    coordinator: FlaskClient, world: World
) -> None:
    url = f"/coordinator/matches/{world.match_id}/ask"
    assert page(coordinator, world).count('class="mail-text"') == 2  # its people read two languages
    typed = {"line": "They hope for a measurement soon.", "institution_email": MEMBER, "preview": "1"}
    shown = coordinator.post(url, data=typed)
    assert (shown.status_code, world.state) == (200, MatchState.APPROVED)
    assert shown.text.count('class="mail-text"') == 1
    assert "The coordinator adds: They hope for a measurement soon." in shown.text
    assert f'<option selected value="{MEMBER}">' in shown.text
    long = coordinator.post(url, data={"line": "x" * 301})
    assert (long.status_code, "longer than 300 characters" in long.text) == (422, True)
    for pressed in ({}, {"preview": "1"}):
        named = coordinator.post(url, data={"line": "Saha Oy hopes for it.", **pressed})
        assert named.status_code == 422
        summary = named.text.split('class="error-summary"')[1].split("</div>")[0]
        assert '<a href="#line">This tells who the company is: Saha Oy.' in summary
        assert 'value="Saha Oy hopes for it."' in named.text
    form = named.text.split(f'action="{url}"')[1].split("</form>")[0]
    assert form.index('name="preview"') < form.index("Ask both sides")  # Enter presses the first button
    wrong = coordinator.post(url, data={"other_email": "nobody"})
    assert (wrong.status_code, "This is not an e-mail address." in wrong.text) == (422, True)
    ask(coordinator, world, line="Soon, please.")
    assert world.introduction.line == "Soon, please."


def test_asking_with_one_press_and_undoing_it(coordinator: FlaskClient, world: World) -> None:
    shown = ask(coordinator, world)
    assert world.state is MatchState.ASKED
    assert "Answers are awaited until 1 Dec 2026, 09:30." in shown
    assert shown.count("No answer yet") == 2
    decision = matches.list_decisions(world.db, world.match_id)[-1]
    coordinator.post(f"/coordinator/matches/{world.match_id}/undo/{decision.id}")
    asking = [template for template, _to in world.mails() if template.startswith("ask_")]
    assert (world.state, asking) == (MatchState.APPROVED, [])
    assert "Answers are awaited" not in page(coordinator, world)


def test_somebody_else_of_the_institution_may_be_chosen(coordinator: FlaskClient, world: World) -> None:
    ask(coordinator, world, institution_email=MEMBER)
    assert world.introduction.institution_email == MEMBER


def test_a_forged_address_asks_nobody(coordinator: FlaskClient, world: World) -> None:
    response = coordinator.post(
        f"/coordinator/matches/{world.match_id}/ask", data={"institution_email": "x@evil.example"}
    )
    assert (response.status_code, world.state) == (404, MatchState.APPROVED)


def test_without_anybody_to_ask_the_page_says_why(coordinator: FlaskClient, world: World) -> None:
    with write_tx(world.db):
        (contact,) = institutions.list_contacts(world.db, world.institution_id)
        institutions.end_contact(world.db, contact.id, NOW)
    world.db.execute(
        "UPDATE memberships SET state = 'ended' WHERE institution_id = ?", [world.institution_id]
    )
    assert "Nobody at the institution is known yet." in page(coordinator, world)
    assert "Nobody at the institution is known yet." in ask(coordinator, world)
    assert world.state is MatchState.APPROVED


@pytest.mark.parametrize(
    ("kind", "words"),
    [(TieKind.CUSTOMER, "customer already"), (TieKind.CONFLICT, "A conflict of interest between the two")],
)
def test_a_tie_is_shown_and_has_to_be_confirmed(
    coordinator: FlaskClient, world: World, kind: TieKind, words: str
) -> None:
    tie(world, kind)
    assert "Vuosisopimus 2025" in page(coordinator, world)
    assert words in ask(coordinator, world)
    assert world.state is MatchState.APPROVED
    ask(coordinator, world, despite_ties="y")
    assert world.state is MatchState.ASKED


def test_answers_and_reasons_stand_on_the_page(coordinator: FlaskClient, world: World) -> None:
    world.ask()
    world.answer(Side.COMPANY, Answer.YES)
    world.answer(Side.INSTITUTION, Answer.NOT_NOW, reason=DeclineReason.NO_TIME, note="Keväällä <b>ehkä</b>")
    shown = page(coordinator, world)
    for words in (
        PROFESSOR,
        "Not now",
        "No time now",
        "Keväällä &lt;b&gt;ehkä&lt;/b&gt;",
        "Look at the next best match",
    ):
        assert words in shown
    assert "Undo" not in shown.split("Keyboard shortcuts")[0]


def test_the_second_of_two_who_ask_is_told(
    coordinator: FlaskClient, colleague: FlaskClient, world: World
) -> None:
    ask(coordinator, world)
    late = colleague.post(f"/coordinator/matches/{world.match_id}/ask")
    assert (late.status_code, "Somebody was faster" in late.text) == (409, True)


# What came of it


def record(browser: FlaskClient, world: World, **changed: str) -> TestResponse:
    data = {
        "kind": "met",
        "match": world.match_id,
        "happened_on": "24.11.2026",
        "hours": "1,5",
        "evidence": "Muistio 3",
        **changed,
    }
    return browser.post(f"/coordinator/needs/{world.need_id}/outcomes", data=data)


@pytest.fixture
def introduced(world: World) -> World:
    world.ask()
    for side in Side:
        world.answer(side, Answer.YES)
    return world


def test_a_meeting_is_recorded_in_one_line(coordinator: FlaskClient, introduced: World) -> None:
    assert record(coordinator, introduced).location.endswith("#outcomes")
    assert introduced.state is MatchState.MET
    shown = coordinator.get(f"/coordinator/needs/{introduced.need_id}").text
    assert "They met: Hitsien kylmäkokeet (en), 1.5 h – " in shown
    assert "Muistio 3" in shown
    finnish = coordinator.get(f"/coordinator/needs/{introduced.need_id}?lang=fi").text
    assert "Osapuolet tapasivat: Hitsien kylmäkokeet, 1,5 h" in finnish


def test_the_only_introduced_match_is_chosen(coordinator: FlaskClient, introduced: World) -> None:
    shown = coordinator.get(f"/coordinator/needs/{introduced.need_id}").text
    assert f'<option selected value="{introduced.match_id}">' in shown


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"kind": "magic"}, "Not a valid choice"),
        ({"match": "forged"}, "Not a valid choice"),
        ({"match": ""}, "Choose with whom: this happened between two."),
        ({"happened_on": ""}, "Give the day."),
        ({"happened_on": "soon"}, "This is not a day."),
        ({"happened_on": "25.11.2026"}, "This day is still to come."),
        ({"hours": "many"}, "This is not a number of hours."),
        ({"hours": "nan"}, "This is not a number of hours."),
        ({"hours": "1,2,3"}, "This is not a number of hours."),
        ({"hours": "10001"}, "This is not a number of hours."),
        ({"kind": "nothing", "evidence": ""}, "Say why nothing came of it."),
        ({"evidence": "x" * 1001}, "This is longer than 1,000 characters."),
    ],
)
def test_nonsense_is_said_beside_its_field(
    coordinator: FlaskClient, introduced: World, changed: dict[str, str], message: str
) -> None:
    response = record(coordinator, introduced, **changed)
    assert (response.status_code, message in response.text) == (422, True)
    assert follow_up.list_support_events(introduced.db, introduced.need_id) == []
    assert introduced.state is MatchState.INTRODUCED


def test_only_introduced_matches_are_offered(coordinator: FlaskClient, introduced: World) -> None:
    shown = coordinator.get(f"/coordinator/needs/{introduced.need_id}").text
    assert f'value="{introduced.match_id}"' in shown
    assert f'<option value="{introduced.next_match_id}"' not in shown


def test_advice_needs_no_match(coordinator: FlaskClient, world: World) -> None:
    assert record(coordinator, world, kind="supported", match="").status_code == 302
    (event,) = follow_up.list_support_events(world.db, world.need_id)
    assert (event.kind, event.match_id, event.hours) == (SupportKind.SUPPORTED, None, 1.5)


# Ties


def test_a_tie_is_noted_and_removed_on_the_companys_page(coordinator: FlaskClient, world: World) -> None:
    url = f"/coordinator/companies/{world.company_id}"
    data = {"institution": world.institution_id, "kind": "customer", "note": "Vuosisopimus"}
    coordinator.post(f"{url}/ties", data=data)
    shown = coordinator.get(url).text
    assert "Tutkimuslaitos: Already a customer – " in shown
    coordinator.post(f"{url}/ties/{world.institution_id}/customer/remove")
    assert follow_up.list_ties(world.db, world.company_id) == []


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"kind": "customer", "institution": ""}, "Choose the institution."),
        ({"institution": "forged", "kind": "customer"}, "Not a valid choice"),
        ({"kind": "friend"}, "Not a valid choice"),
        ({"note": "x" * 501, "kind": "customer"}, "This is longer than 500 characters."),
    ],
)
def test_a_wrong_tie_is_said_beside_its_field(
    coordinator: FlaskClient, world: World, data: dict[str, str], message: str
) -> None:
    filled = {"institution": world.institution_id, **data}
    response = coordinator.post(f"/coordinator/companies/{world.company_id}/ties", data=filled)
    assert (response.status_code, message in response.text) == (422, True)
    assert follow_up.list_ties(world.db, world.company_id) == []


def test_removing_a_tie_of_an_unknown_kind_finds_nothing(coordinator: FlaskClient, world: World) -> None:
    url = f"/coordinator/companies/{world.company_id}/ties/{world.institution_id}/friend/remove"
    assert coordinator.post(url).status_code == 404


def test_the_trail_tells_answers_in_words(coordinator: FlaskClient, world: World) -> None:
    world.ask()
    world.answer(Side.COMPANY, Answer.NO)
    shown = coordinator.get(f"/coordinator/needs/{world.need_id}").text
    assert "A side answered" in shown
    assert "Company: No" in shown


def test_the_needs_page_says_what_is_next(coordinator: FlaskClient, world: World) -> None:
    """Once nothing is left to review: ask, wait, record what came of it."""

    def next_step() -> str:
        return coordinator.get(f"/coordinator/needs/{world.need_id}").text

    world.db.execute("UPDATE matches SET state = 'rejected' WHERE id = ?", [world.next_match_id])
    assert "Ask both sides of the match that you approved." in next_step()
    world.ask()
    assert "Answers are awaited until 1 Dec 2026. Until then there is nothing to do." in next_step()
    for side in Side:
        world.answer(side, Answer.YES)
    assert "record below what came of it" in next_step()
    assert "Nothing left to review" not in next_step()


def test_times_are_read_as_they_are_said(coordinator: FlaskClient, world: World) -> None:
    world.ask()
    coordinator.get("/?lang=fi")
    assert "Vastauksia odotetaan 1.12.2026 klo 9.30 asti." in page(coordinator, world)
