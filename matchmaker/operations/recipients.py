"""Who answers for a company, an institution and the coordinators, and in which language they read."""

from dataclasses import dataclass

from sqlite_utils import Database

from matchmaker.model.codes import Language
from matchmaker.model.introduction import Introduction, Side
from matchmaker.model.need import Need
from matchmaker.model.user import MembershipState, Role, User
from matchmaker.store import institutions, needs, users
from matchmaker.store.addresses import one_spelling


@dataclass(frozen=True, slots=True)
class Recipient:
    """Where a mail goes. `name` is empty when it is not known."""

    email: str
    name: str
    language: Language


def company_recipients(db: Database, need: Need) -> list[Recipient]:
    """Who may answer for the company about a need: its sender first, then other members, then invited ones.

    A need that was told by phone has no sender among the members; its contact may not have signed in yet.
    """
    people = _users_of_company(db, need.company_id)
    return [_of_user(user) for user in sorted(people, key=lambda user: user.id != need.created_by)]


def people_of_company(db: Database, company_id: str) -> list[Recipient]:
    """Whom mail reaches at a company: its members first, then invited ones."""
    return [_of_user(user) for user in _users_of_company(db, company_id)]


def institution_recipients(db: Database, institution_id: str) -> list[Recipient]:
    """Who may answer for an institution: its contact persons first, then its members; each address once.

    A contact person who has an account reads the language chosen there, else the one that was noted with the contact.
    """
    contacts = institutions.list_contacts(db, institution_id)
    accounts = users.list_users_by_email(db, [contact.email for contact in contacts])
    found = {
        contact.email: Recipient(contact.email, contact.name, accounts.get(contact.email, contact).language)
        for contact in contacts
    }
    for membership, user in users.list_members(db, institution_id=institution_id):
        if membership.state is MembershipState.ACTIVE and user.disabled_at is None:
            found.setdefault(user.email, _of_user(user))
    return list(found.values())


def side_recipients(db: Database, introduction: Introduction, side: Side) -> list[Recipient]:
    """Who may answer for a side of an introduction."""
    if side is Side.INSTITUTION:
        return institution_recipients(db, introduction.institution_id)
    return company_recipients(db, needs.get_need(db, introduction.need_id))


def asked_person(db: Database, introduction: Introduction, side: Side) -> Recipient | None:
    """Who was asked, or had the question handed on; None when that person has left the side or the account was closed.

    Somebody whom the institution handed the question to need not belong to it; an address nobody knows reads the
    language of its contact person, and of the need where there is none.
    """
    email = introduction.email(side)
    people = side_recipients(db, introduction, side)
    found = next((one for one in people if one.email == email), None)
    if found is not None or side is Side.COMPANY or not introduction.institution_asked:
        return found
    user = users.find_user_by_email(db, email)
    closed = user is not None and user.disabled_at is not None
    if closed or institutions.ever_belonged(db, introduction.institution_id, email):
        return None
    colleague = people[0].language if people else None
    return anybody(db, email, colleague or needs.get_need(db, introduction.need_id).content.language)


def recipient_of(db: Database, introduction: Introduction, side: Side) -> Recipient | None:
    """Who answers for a side now: who was asked or, should they have left, the next who may; None when nobody is left."""
    return asked_person(db, introduction, side) or next(iter(side_recipients(db, introduction, side)), None)


def coordinators_of(db: Database, introduction: Introduction) -> list[Recipient]:
    """Who hears what came of an introduction: who has the need, else who asked, else all coordinators."""
    need = needs.get_need(db, introduction.need_id)
    one = first_of_staff(db, need.assignee_id, introduction.asked_by)
    return [one] if one else all_coordinators(db)


def first_of_staff(db: Database, *user_ids: str | None) -> Recipient | None:
    """The first of these users who is a coordinator or administrator today."""
    staff = {user.id: user for user in users.list_staff(db)}
    return next((_of_user(staff[user_id]) for user_id in user_ids if user_id in staff), None)


def all_coordinators(db: Database) -> list[Recipient]:
    return [_of_user(user) for user in users.list_users_with_role(db, Role.COORDINATOR)]


def anybody(db: Database, email: str, language: Language) -> Recipient:
    """An address whoever it belongs to; one that nobody has signed in with reads the given language."""
    user = users.find_user_by_email(db, email)
    return _of_user(user) if user else Recipient(one_spelling(email), "", language)


def _users_of_company(db: Database, company_id: str) -> list[User]:
    members = users.list_members(db, company_id=company_id)
    return [
        user
        for state in (MembershipState.ACTIVE, MembershipState.INVITED)
        for membership, user in members
        if membership.state is state and user.disabled_at is None
    ]


def _of_user(user: User) -> Recipient:
    return Recipient(user.email, user.name, user.language)
