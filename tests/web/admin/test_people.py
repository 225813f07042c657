"""Users: finding, inviting, ending roles, closing accounts."""

from flask.testing import FlaskClient
from sqlite_utils import Database

from matchmaker.model.codes import Language
from matchmaker.model.user import MembershipState, Role
from matchmaker.store import users
from matchmaker.store.database import write_tx
from tests.conftest import NOW, CountQueries, SignIn

ADDRESS = "uusi@example.com"
INVITATION = {"email": ADDRESS, "name": "Uusi", "role": "coordinator", "language": "fi"}


def roles(db: Database, email: str) -> list[tuple[Role, MembershipState]]:
    user = users.find_user_by_email(db, email)
    return [(one.role, one.state) for one in users.list_memberships(db, user.id)] if user else []


def membership_id(db: Database, email: str) -> str:
    user = users.find_user_by_email(db, email)
    assert user
    return users.list_memberships(db, user.id)[0].id


def invitations(db: Database) -> list[str]:
    return [
        row["recipient"] for row in db.query("SELECT recipient FROM outbox WHERE template = 'invitation'")
    ]


def test_list_finds_people_by_part_of_address_or_name_and_marks_the_demo(admin: FlaskClient) -> None:
    page = admin.get("/admin/users").text
    for words in (
        "company@demo.example.com",
        "Company: Esimerkkipaja Oy (keksitty)",
        "Invented for the demo",
    ):
        assert words in page
    found = admin.get("/admin/users?q=TUTKIJA").text
    assert ("institution@demo.example.com" in found, "company@demo.example.com" in found) == (True, False)
    for odd in ('"', "%", "_", "' OR 1=1", "\x00", "a" * 5000):
        assert admin.get("/admin/users", query_string={"q": odd}).status_code == 200


def test_pages_in_finnish(admin: FlaskClient) -> None:
    admin.environ_base["HTTP_ACCEPT_LANGUAGE"] = "fi"
    assert "Päätä rooli" in admin.get("/admin/users").text
    assert "Kutsu henkilö" in admin.get("/admin/users/invite").text


def test_invitation_waits_until_its_link_is_opened(
    admin: FlaskClient, sign_in: SignIn, app_db: Database
) -> None:
    page = admin.post("/admin/users/invite", data=INVITATION, follow_redirects=True).text
    assert "An invitation is on its way to uusi@example.com." in page
    assert roles(app_db, ADDRESS) == [(Role.COORDINATOR, MembershipState.INVITED)]
    assert invitations(app_db) == [ADDRESS]
    assert sign_in(ADDRESS).get("/coordinator/institutions").status_code == 200
    assert roles(app_db, ADDRESS) == [(Role.COORDINATOR, MembershipState.ACTIVE)]


def test_institution_and_company_are_named_where_the_role_needs_one(
    admin: FlaskClient, app_db: Database, institution_id: str
) -> None:
    for role, message in (("institution", "Choose the institution"), ("company", "Choose the company")):
        refused = admin.post("/admin/users/invite", data={**INVITATION, "role": role})
        assert (refused.status_code, message in refused.text, ADDRESS in refused.text) == (422, True, True)
    assert roles(app_db, ADDRESS) == []
    accepted = admin.post(
        "/admin/users/invite", data={**INVITATION, "role": "institution", "institution": institution_id}
    )
    assert accepted.status_code == 302
    assert roles(app_db, ADDRESS) == [(Role.INSTITUTION, MembershipState.INVITED)]


def test_bad_invitations_are_refused_and_write_nothing(admin: FlaskClient, app_db: Database) -> None:
    for changes in (
        {"email": ""},
        {"email": "uusi"},
        {"email": "a@example.com\r\nBcc: b@example.com"},
        {"email": "a" * 250 + "@example.com"},
        {"role": "signed-in"},
        {"role": "institution", "institution": "a" * 16},
        {"language": "sv"},
        {"name": "n" * 201},
    ):
        assert admin.post("/admin/users/invite", data={**INVITATION, **changes}).status_code == 422, changes
    assert (roles(app_db, ADDRESS), invitations(app_db)) == ([], [])


def test_person_of_another_organisation_is_refused_beside_the_field(
    admin: FlaskClient, app_db: Database
) -> None:
    data = {**INVITATION, "email": "institution@demo.example.com", "role": "institution"}
    other = app_db.execute("SELECT id FROM institutions WHERE is_demo = 0 LIMIT 1").fetchone()[0]
    refused = admin.post("/admin/users/invite", data={**data, "institution": other})
    assert refused.status_code == 422
    assert "This person belongs to another organisation here." in refused.text


def test_ended_role_closes_the_pages_at_once(admin: FlaskClient, sign_in: SignIn, app_db: Database) -> None:
    browser = sign_in("coordinator2@demo.example.com")
    assert browser.get("/coordinator/institutions").status_code == 200
    admin.post(f"/admin/memberships/{membership_id(app_db, 'coordinator2@demo.example.com')}/end")
    assert browser.get("/coordinator/institutions").status_code == 404


def test_closed_account_is_signed_out_everywhere_and_may_come_back(
    admin: FlaskClient, sign_in: SignIn, app_db: Database
) -> None:
    browser = sign_in("company@demo.example.com")
    user = users.find_user_by_email(app_db, "company@demo.example.com")
    assert user
    admin.post(f"/admin/users/{user.id}/disable")
    assert browser.get("/company/needs").status_code == 302
    assert "Closed on 24 Nov 2026" in admin.get("/admin/users").text
    admin.post(f"/admin/users/{user.id}/enable")
    assert browser.get("/company/needs").status_code == 302  # the old session does not come back
    assert sign_in("company@demo.example.com").get("/company/needs").status_code == 200


def test_last_administrator_and_own_account_stay(admin: FlaskClient, app_db: Database) -> None:
    user = users.find_user_by_email(app_db, "admin@demo.example.com")
    assert user
    page = admin.post(f"/admin/users/{user.id}/disable", follow_redirects=True).text
    assert "You cannot close your own account." in page
    own = membership_id(app_db, user.email)
    page = admin.post(f"/admin/memberships/{own}/end", follow_redirects=True).text
    assert "This is the last administrator." in page
    assert roles(app_db, user.email) == [(Role.ADMIN, MembershipState.ACTIVE)]


def test_forged_ids_are_not_found(admin: FlaskClient) -> None:
    for path in ("/admin/memberships/{}/end", "/admin/users/{}/disable", "/admin/users/{}/enable"):
        for forged in ("a" * 16, "1", "' OR 1=1 --", "a" * 3000):
            assert admin.post(path.format(forged)).status_code == 404


def test_list_costs_the_same_however_long(
    admin: FlaskClient, app_db: Database, count_queries: CountQueries
) -> None:
    few = count_queries(lambda: admin.get("/admin/users"))
    with write_tx(app_db):
        for number in range(20):
            user = users.add_user(app_db, email=f"u{number}@example.com", language=Language.FI, now=NOW)
            users.add_membership(
                app_db, user_id=user.id, role=Role.COORDINATOR, state=MembershipState.ACTIVE, now=NOW
            )
    assert count_queries(lambda: admin.get("/admin/users")) == few
