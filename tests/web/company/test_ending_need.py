"""A company ends its need, and what others read of it."""

import pytest

from matchmaker.model.need import ClosingResult, CompanyClosing, NeedState
from matchmaker.operations.withdraw_need import close_own_need
from matchmaker.store import needs
from tests.conftest import NOW
from tests.introducing import COORDINATOR
from tests.web.company.conftest import facts_of, page_of

pytestmark = pytest.mark.usefixtures("at_once")


@pytest.mark.parametrize(
    ("why", "chip", "result"),
    [
        ("led-to-something", "Led to a result", ClosingResult.RESULT),
        ("found-elsewhere", "Withdrawn by the company", ClosingResult.WITHDRAWN),
    ],
)
def test_need_is_closed_with_what_became_of_it(kaisa, world, why, chip, result):
    url = f"/company/needs/{world.need_id}/close"
    assert url in page_of(kaisa, world)
    assert kaisa.get(url).status_code == 200
    page = kaisa.post(url, data={"why": why}, follow_redirects=True).text
    assert "The need is closed." in page
    assert chip in page
    assert needs.get_need(world.db, world.need_id).result is result
    assert facts_of(page)["Who is to act"] == "No one"
    assert kaisa.get(url).status_code == 302
    assert url not in page


def test_closing_asks_for_the_reason(kaisa, world):
    response = kaisa.post(f"/company/needs/{world.need_id}/close", data={})
    assert response.status_code == 422
    assert "Choose how it ended." in response.text
    assert needs.get_need(world.db, world.need_id).state is NeedState.ACCEPTED


def test_somebody_elses_need_cannot_be_closed(member, world):
    assert member.get(f"/company/needs/{world.need_id}/close").status_code == 404
    assert (
        member.post(f"/company/needs/{world.need_id}/close", data={"why": "led-to-something"}).status_code
        == 404
    )


def test_coordinator_reads_in_the_trail_how_the_company_closed_it(world, sign_in):
    close_own_need(
        world.db,
        need_id=world.need_id,
        company_id=world.company_id,
        why=CompanyClosing.FOUND_ELSEWHERE,
        actor=world.kaisa,
        now=NOW,
    )
    page = sign_in(COORDINATOR).get(f"/coordinator/needs/{world.need_id}").text
    assert "The company took the need back" in page
    assert "Help was found elsewhere" in page
