"""A company that is likely here already is asked about when a need is entered for a new one."""

from flask.testing import FlaskClient
from sqlite_utils import Database

from matchmaker.store import companies, needs
from tests.web.company.conftest import Fields
from tests.web.coordinator.test_companies import add_company
from tests.web.coordinator.test_entering import URL, enter, told


def test_yes_enters_the_need_for_the_company_that_is_here(coordinator: FlaskClient, app_db: Database) -> None:
    here = add_company(app_db, "Savon Hitsaus Oy")
    assert "Savon Hitsaus Oy" in coordinator.get(URL, query_string={"q": "savonhitsaus ky"}).text
    form = told(company_name="SAVON-HITSAUS", municipality="Kuopio")
    page = coordinator.post(f"{URL}?company=new", data=form)
    assert page.status_code == 409
    assert "Varkaus: the same name, written differently at most." in " ".join(page.text.split()).replace(
        "</strong>, ", ""
    )
    assert "Runko on 8 mm" in page.text
    assert needs.count_queue(app_db) == 3
    # Enter in a field presses the first button, which answers nothing.
    assert page.text.index('tabindex="-1" aria-hidden="true"></button>') < page.text.index('name="same"')
    entered = coordinator.post(f"{URL}?company=new", data={**form, "same": here})
    need = needs.get_need(app_db, entered.location.rsplit("/", 1)[1])
    assert need.company_id == here
    assert companies.get_company(app_db, here).profile.municipality == "915"  # what was known stays
    assert coordinator.post(f"{URL}?company=new", data={**form, "same": "a" * 16}).status_code == 404


def test_what_is_missing_is_asked_for_the_company_that_was_chosen(
    coordinator: FlaskClient, app_db: Database
) -> None:
    here = add_company(app_db, "Savon Hitsaus Oy")
    page = coordinator.post(f"{URL}?company=new", data=told(same=here, agreed_by=""))
    assert page.status_code == 422
    assert f'action="{URL}?company={here}"' in page.text
    assert 'id="company_name"' not in page.text


def test_no_enters_it_for_another_company_even_of_the_same_name_and_place(
    coordinator: FlaskClient, app_db: Database
) -> None:
    enter(coordinator)
    again = told()
    asked = coordinator.post(f"{URL}?company=new", data=again)
    assert (asked.status_code, "the same telephone number" in asked.text) == (409, True)
    first, *_rest = companies.list_companies(app_db, search="Uusi Paja")
    refused = coordinator.post(f"{URL}?company=new", data={**again, "other": first.id, "agreed_by": ""})
    assert refused.status_code == 422
    others = Fields(refused.text).found["others"]["value"]
    assert coordinator.post(f"{URL}?company=new", data={**again, "others": others}).status_code == 302
    assert len(companies.list_companies(app_db, search="Uusi Paja")) == 2


def test_one_business_id_is_one_company(coordinator: FlaskClient, app_db: Database) -> None:
    here = add_company(app_db, "Aivan Muu Oy", "1234567-1")
    page = coordinator.post(f"{URL}?company=new", data=told(business_id="1234567-1", other=here))
    assert page.status_code == 409
    assert "the same business ID" in page.text
    assert "No two companies have one business ID." in page.text


def test_a_person_of_another_company_is_found_by_the_address(
    coordinator: FlaskClient, app_db: Database
) -> None:
    form = told(email="company@demo.example.com")
    page = coordinator.post(f"{URL}?company=new", data=form)
    assert "the same domain of e-mail or website" in page.text
    (here,) = companies.list_companies(app_db, search="Esimerkkipaja")
    refused = coordinator.post(f"{URL}?company=new", data={**form, "other": here.id})
    assert (refused.status_code, "This person belongs to another company." in refused.text) == (422, True)
