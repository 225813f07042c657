"""One mailbox is one person, however its domain is spelt; rows from before keep working."""

import pytest
from sqlite_utils import Database

from matchmaker.model.codes import InstitutionKind, Language
from matchmaker.model.introduction import MailKind
from matchmaker.model.user import Actor, MembershipState, Role, User
from matchmaker.operations import sign_in
from matchmaker.operations.grant_role import grant_role
from matchmaker.operations.invite_user import invite_user
from matchmaker.operations.recipients import institution_recipients
from matchmaker.store import drafts, institutions, mail_choices, outbox, users
from matchmaker.store.addresses import one_spelling, spellings
from matchmaker.store.database import write_tx
from tests.conftest import NOW

LETTERS, ASCII = "kaisa@äiti.fi", "kaisa@xn--iti-pla.fi"
BOTH = [LETTERS, ASCII]
OTHERS = ["Kaisa@ÄITI.fi", "kaisa@a\u0308iti.fi", "KAISA@XN--ITI-PLA.FI", *BOTH]


@pytest.mark.parametrize("typed", OTHERS)
def test_every_spelling_is_kept_as_one(typed: str) -> None:
    assert one_spelling(typed) == ASCII
    assert spellings(typed) == (ASCII, LETTERS)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Kaisa.Korhonen@Saha.Example", "kaisa.korhonen@saha.example"),
        ("jürgen@saha.example", "jürgen@saha.example"),
        ("a@straße.de", "a@xn--strae-oqa.de"),  # not strasse.de, which is somebody else's
        ("a@strasse.de", "a@strasse.de"),
        ("kein é address", "kein é address"),
        ("a@xn--.fi", "a@xn--.fi"),
    ],
)
def test_nothing_else_is_changed(typed: str, kept: str) -> None:
    assert one_spelling(typed) == kept
    assert kept in spellings(typed)


def open_link(db: Database, email: str) -> User:
    token = sign_in.make_link_token(db, email=email, next_path="", now=NOW)
    return sign_in.open_link(db, token=token, language=Language.FI, now=NOW).user


@pytest.mark.parametrize("spelling", OTHERS)
def test_signing_in_by_another_spelling_finds_the_account(db: Database, spelling: str) -> None:
    first = open_link(db, LETTERS)
    assert open_link(db, spelling) == first
    assert [user.email for user in users.list_users(db)] == [ASCII]


@pytest.mark.parametrize("invited", BOTH)
def test_an_invitation_by_another_spelling_is_accepted(db: Database, invited: str) -> None:
    invite_user(db, email=invited, role=Role.COORDINATOR, language=Language.FI, actor=Actor.system(), now=NOW)
    for spelling in BOTH:
        (held,) = users.list_memberships(db, open_link(db, spelling).id)
        assert held.state is MembershipState.ACTIVE
    assert not grant_role(db, email=LETTERS, role=Role.COORDINATOR, actor=Actor.system(), now=NOW).new_user


@pytest.mark.parametrize("stored", BOTH)
@pytest.mark.parametrize("typed", BOTH)
def test_an_account_from_before_is_found(db: Database, stored: str, typed: str) -> None:
    user_id = users.add_user(db, email=ASCII, language=Language.FI, now=NOW).id
    db.execute("UPDATE users SET email = ?", [stored])
    found = open_link(db, typed)
    assert (found.id, found.email) == (user_id, ASCII)


@pytest.mark.parametrize("belonging", BOTH)
def test_of_two_accounts_from_before_the_one_that_belongs_somewhere_is_found(
    db: Database, belonging: str
) -> None:
    users.add_user(db, email=ASCII, language=Language.FI, now=NOW)
    db.execute("UPDATE users SET email = ?", [LETTERS])
    db.execute(
        "INSERT INTO users (id, email, language, created_at) VALUES ('bbbbbbbbbbbbbbbb', ?, 'fi', '')",
        [ASCII],
    )
    db.execute("UPDATE users SET created_at = '2026-11-24T07:30:00Z'")
    (row,) = list(db.query("SELECT id FROM users WHERE email = ?", [belonging]))
    users.add_membership(db, user_id=row["id"], role=Role.COORDINATOR, state=MembershipState.ACTIVE, now=NOW)
    assert [open_link(db, typed).id for typed in BOTH] == [row["id"]] * 2


@pytest.mark.parametrize("kept_for", BOTH)
def test_a_text_that_waits_for_an_address_is_found_by_the_other_spelling(db: Database, kept_for: str) -> None:
    with write_tx(db):
        drafts.add_unconfirmed_draft(db, email=ASCII, form={"title": "x"}, now=NOW)
        db.execute("UPDATE drafts SET email = ?", [kept_for])
    user = open_link(db, LETTERS)
    assert len(drafts.list_drafts(db, user.id)) == 1


def test_two_spellings_do_not_double_the_links_that_fill_a_mailbox(db: Database) -> None:
    for number in range(2 * sign_in.MOST_LINKS):
        sign_in.request_link(db, email=BOTH[number % 2], language=Language.FI, next_path="", now=NOW)
    assert outbox.count_undelivered(db).waiting == sign_in.MOST_LINKS


@pytest.mark.parametrize("stored", BOTH)
def test_a_contact_person_named_twice_is_one_and_the_same_as_the_member(db: Database, stored: str) -> None:
    with write_tx(db):
        lab = institutions.add_institution(db, name="Labra", kind=InstitutionKind.OTHER, now=NOW)
        facts = {"institution_id": lab.id, "language": Language.FI, "now": NOW}
        first = institutions.add_contact(db, name="Kaisa", email=LETTERS, **facts)  # type: ignore[arg-type]
        db.execute("UPDATE contacts SET email = ?", [stored])
        again = institutions.add_contact(db, name="Kaisa K", email=ASCII, **facts)  # type: ignore[arg-type]
        user = users.add_user(db, email=LETTERS, language=Language.FI, now=NOW)
        users.add_membership(
            db,
            user_id=user.id,
            role=Role.INSTITUTION,
            state=MembershipState.ACTIVE,
            now=NOW,
            institution_id=lab.id,
        )
    assert (again.id, again.name, again.email) == (first.id, "Kaisa K", ASCII)
    assert [person.email for person in institution_recipients(db, lab.id)] == [ASCII]
    assert all(institutions.ever_belonged(db, lab.id, typed) for typed in BOTH)


@pytest.mark.parametrize("stored", BOTH)
def test_who_wants_no_notices_gets_none_by_any_spelling(db: Database, stored: str) -> None:
    with write_tx(db):
        mail_choices.opt_out(db, LETTERS, MailKind.NOTICE, NOW)
        db.execute("UPDATE mail_opt_outs SET email = ?", [stored])
    assert [mail_choices.list_opt_outs(db, typed) for typed in BOTH] == [{MailKind.NOTICE}] * 2
    assert mail_choices.opt_in(db, ASCII, MailKind.NOTICE)
    assert mail_choices.list_opt_outs(db, LETTERS) == frozenset()
