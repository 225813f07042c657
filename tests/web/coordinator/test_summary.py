"""What institutions read first: proposed when a need is entered, on the need's page, worded there, in the word diff."""

import re
from dataclasses import replace

from flask.testing import FlaskClient
from sqlite_utils import Database

from matchmaker.model.need import Audience, NeedChannel, NeedPart
from matchmaker.operations.company_identity import identity_of
from matchmaker.operations.propose_summary import names_found
from matchmaker.store import needs
from matchmaker.store.database import write_tx
from tests.conftest import NOW

TEXT = "Yritys etsii apua marjapuristeen hyödyntämiseen."


def told_by_phone(db: Database) -> needs.Need:
    return next(need for need in needs.list_queue(db) if need.channel is NeedChannel.PHONE)


def seen(page: str) -> str:
    form = page[page.index('id="first-read"') :]
    (value,) = re.findall(r'name="seen" type="hidden" value="([a-z0-9]+)"', form.split("</form>")[0])
    return value


def test_every_need_of_the_demo_has_a_summary_that_names_nobody(app_db: Database) -> None:
    found = needs.list_queue(app_db)
    assert len(found) == 3
    for need in found:
        assert 40 < len(need.content.summary) <= 500
        assert names_found(need.content.summary, identity_of(app_db, need.company_id)) == []


def test_a_summary_is_worded_on_the_needs_page(coordinator: FlaskClient, app_db: Database) -> None:
    need = told_by_phone(app_db)
    url = f"/coordinator/needs/{need.id}"
    page = coordinator.get(url).text
    assert need.content.summary[:40] in page
    page = coordinator.post(
        f"{url}/summary", data={"seen": seen(page), "summary": TEXT}, follow_redirects=True
    ).text
    assert "The summary is saved." in page
    assert needs.get_need(app_db, need.id).content.summary == TEXT
    changed = page[page.index("What changed in the latest version") :]
    assert "<h3>Summary</h3>" in changed.split("</details>")[0]
    assert "What institutions read first was worded by a coordinator" in page


def test_a_name_is_refused_beside_the_field_and_what_was_typed_stays(
    coordinator: FlaskClient, app_db: Database
) -> None:
    need = told_by_phone(app_db)
    url = f"/coordinator/needs/{need.id}"
    typed = {"seen": need.version_id, "summary": f"{need.company_name} etsii apua."}
    response = coordinator.post(f"{url}/summary", data=typed)
    assert response.status_code == 422
    assert "This tells who the company is: " in response.text
    assert f"{need.company_name} etsii apua.</textarea>" in response.text


def test_a_need_changed_meanwhile_is_read_again(coordinator: FlaskClient, app_db: Database) -> None:
    need = told_by_phone(app_db)
    with write_tx(app_db):
        needs.add_need_version(
            app_db, need.id, replace(need.content, title="Toinen otsikko"), created_by=None, now=NOW
        )
    url = f"/coordinator/needs/{need.id}/summary"
    response = coordinator.post(url, data={"seen": need.version_id, "summary": TEXT})
    assert (response.status_code, "Toinen otsikko" in response.text) == (409, True)
    again = {"seen": seen(response.text), "summary": TEXT}
    assert coordinator.post(url, data=again).status_code == 302
    assert needs.get_need(app_db, need.id).content.summary == TEXT


def test_the_companys_own_words_are_shown_and_stay(coordinator: FlaskClient, app_db: Database) -> None:
    need = next(need for need in needs.list_queue(app_db) if need.channel is NeedChannel.WEB)
    url = f"/coordinator/needs/{need.id}"
    page = coordinator.get(url).text
    assert ("These are the company&#39;s own words" in page, "Save the summary" in page) == (True, False)
    typed = {"seen": need.version_id, "summary": TEXT}
    assert "own words" in coordinator.post(f"{url}/summary", data=typed, follow_redirects=True).text
    assert needs.get_need(app_db, need.id).content == need.content


def test_a_need_without_a_summary_gets_a_proposal(coordinator: FlaskClient, app_db: Database) -> None:
    need = told_by_phone(app_db)
    with write_tx(app_db):
        app_db.execute("UPDATE need_versions SET summary = '' WHERE need_id = ?", [need.id])
    page = coordinator.get(f"/coordinator/needs/{need.id}").text
    assert "Proposed, not saved" in page
    assert f"{need.content.summary}</textarea>" in page.replace("\r\n", "\n")


def test_who_sees_which_part_stands_in_the_diff(coordinator: FlaskClient, app_db: Database) -> None:
    need = told_by_phone(app_db)
    openness = {**need.content.openness, NeedPart.SIZE: Audience.COORDINATOR}
    with write_tx(app_db):
        needs.add_need_version(
            app_db, need.id, replace(need.content, openness=openness), created_by=None, now=NOW
        )
    page = coordinator.get(f"/coordinator/needs/{need.id}").text
    changed = page[page.index("What changed in the latest version") :].split("</details>")[0]
    assert re.findall(r"<h3>(.*?)</h3>", changed) == ["Who sees: Size of the company"]
