"""The link of a mail that asks whether an offering still holds."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from matchmaker.operations.watch_deadlines import watch_deadlines
from matchmaker.store import institutions, offerings
from matchmaker.store.database import write_tx
from tests.conftest import NOW
from tests.introducing import PROFESSOR, World
from tests.web.answers.conftest import Post, link_of, mail_to


@pytest.fixture
def confirming(world: World) -> tuple[str, str]:
    """An offering whose year is nearly over, and the path of the link that confirms it."""
    (offering_id,) = [o.id for o in offerings.list_of_institution(world.db, world.institution_id)][:1]
    with write_tx(world.db):
        offerings.confirm_offering(world.db, offering_id, NOW - timedelta(days=340))
    return offering_id, f"/answer/{world.confirming_link(offering_id)}"


def test_one_press_confirms_an_offering(
    world: World, confirming: tuple[str, str], visitor: FlaskClient
) -> None:
    offering_id, link = confirming
    assert "Yes, still valid" in visitor.get(link).text
    assert offerings.get_offering(world.db, offering_id).confirmed_at == NOW - timedelta(days=340)
    assert visitor.post(link).location == link
    assert offerings.get_offering(world.db, offering_id).confirmed_at == NOW
    assert "Thank you: it was confirmed on 24 Nov 2026." in visitor.get(link).text
    assert visitor.post(link).status_code == 409


def test_an_archived_offering_has_nothing_to_confirm(
    world: World, confirming: tuple[str, str], visitor: FlaskClient
) -> None:
    offering_id, link = confirming
    world.db.execute("UPDATE offerings SET state = 'archived' WHERE id = ?", [offering_id])
    assert "there is nothing to confirm" in visitor.get(link).text
    assert visitor.post(link).status_code == 409


def test_who_is_contact_person_no_more_is_told_so_and_confirms_nothing(
    world: World, confirming: tuple[str, str], visitor: FlaskClient
) -> None:
    offering_id, link = confirming
    with write_tx(world.db):
        (contact,) = institutions.list_contacts(world.db, world.institution_id)
        institutions.end_contact(world.db, contact.id, NOW)
    for page in (visitor.get(link), visitor.post(link)):
        assert (page.status_code, "somebody who no longer answers for this" in page.text) == (410, True)
        assert "Hitsien kylmäkokeet" not in page.text
    assert offerings.get_offering(world.db, offering_id).confirmed_at == NOW - timedelta(days=340)


def test_the_reminder_about_an_offering_leads_to_its_button(
    world: World, post: Post, confirming: tuple[str, str], visitor: FlaskClient
) -> None:
    watch_deadlines(world.db, now=NOW)
    mail = mail_to(post(NOW), PROFESSOR)
    assert mail["Subject"].startswith("Onko tämä yhä voimassa?")
    assert visitor.post(link_of(mail)).status_code == 302
    assert offerings.get_offering(world.db, confirming[0]).confirmed_at == NOW
