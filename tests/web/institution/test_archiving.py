"""Archiving: what is open is said first, and it can be undone."""

import pytest
from flask.testing import FlaskClient
from sqlite_utils import Database

from matchmaker.model.introduction import Answer, Side
from matchmaker.model.match import MatchState
from matchmaker.model.offering import Offering, OfferingState
from matchmaker.store import offerings
from tests.conftest import SignIn
from tests.introducing import MEMBER, build_world

pytestmark = pytest.mark.usefixtures("at_once")


def listed(db: Database) -> Offering:
    sql = "SELECT offerings.id FROM offerings WHERE state = 'published' AND is_demo = 1 LIMIT 1"
    return offerings.get_offering(db, db.execute(sql).fetchone()[0])


def test_archived_offering_can_be_published_again(
    member: FlaskClient, client: FlaskClient, app_db: Database
) -> None:
    offering = listed(app_db)
    assert client.get(f"/offerings/{offering.id}").status_code == 200
    assert (
        "It leaves the catalogue at once" in member.get(f"/institution/offerings/{offering.id}/archive").text
    )
    assert client.get(f"/offerings/{offering.id}").status_code == 200, "looking archives nothing"
    member.post(f"/institution/offerings/{offering.id}/archive")
    assert client.get(f"/offerings/{offering.id}").status_code == 404
    assert "Publish again" in member.get("/institution/offerings").text
    member.post(f"/institution/offerings/{offering.id}/publish")
    assert client.get(f"/offerings/{offering.id}").status_code == 200


@pytest.mark.parametrize("state", [OfferingState.DRAFT, OfferingState.UNCONFIRMED, OfferingState.PUBLISHED])
def test_undoing_an_archiving_brings_the_offering_back_as_it_was(
    member: FlaskClient, app_db: Database, state: OfferingState
) -> None:
    offering = listed(app_db)
    app_db.execute("UPDATE offerings SET state = ?, confirmed_at = NULL WHERE id = ?", [state, offering.id])
    url = f"/institution/offerings/{offering.id}"
    member.post(f"{url}/archive")
    assert "Undo the archiving" in member.get(url).text
    for _press in range(2):
        assert member.post(f"{url}/restore").status_code == 302
    back = offerings.get_offering(app_db, offering.id)
    assert (back.state, back.confirmed_at) == (state, None)


def test_archiving_tells_first_which_questions_are_open(app_db: Database, sign_in: SignIn) -> None:
    world = build_world(app_db)
    world.ask()
    member, offering_id = sign_in(MEMBER), world.introduction.offering_id
    url = f"/institution/offerings/{offering_id}/archive"
    page = member.get(url).text
    assert "1 question about it waits for an answer" in page
    assert f'href="/introductions/{world.introduction.id}"' in page
    world.answer(Side.INSTITUTION, Answer.YES)
    assert "1 company was asked as well" in member.get(url).text
    member.post(url)
    assert world.state is MatchState.ASKED, "no question is taken back"


def test_a_coordinator_is_led_to_the_match(app_db: Database, sign_in: SignIn) -> None:
    world = build_world(app_db)
    world.ask()
    coordinator = sign_in("coordinator@demo.example.com")
    url = f"/coordinator/offerings/{world.introduction.offering_id}"
    assert f'href="/coordinator/matches/{world.match_id}"' in coordinator.get(f"{url}/archive").text
    coordinator.post(f"{url}/archive")
    assert coordinator.post(f"{url}/restore").status_code == 302
    back = offerings.get_offering(app_db, world.introduction.offering_id)
    assert back.state is OfferingState.PUBLISHED
